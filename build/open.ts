import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Whether somebody sits in front of a screen here. */
export function isHeadless(env = process.env, platform = process.platform): boolean {
  if (env.CI) return true;
  const hasScreen = env.DISPLAY || env.WAYLAND_DISPLAY;
  return platform === 'linux' && !hasScreen;
}

/** Hands an address to the default browser and tells whether somebody took it. */
export async function openInBrowser(url: string): Promise<boolean> {
  const [command, ...args] = openerOf(process.platform);
  const opener = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  opener.unref();
  try {
    await once(opener, 'spawn');
    return true;
  } catch {
    return false;
  }
}

function openerOf(platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === 'darwin') return ['open'];
  // The empty title keeps `start` from taking the address for one.
  if (platform === 'win32') return ['cmd', '/c', 'start', '""'];
  return ['xdg-open'];
}
