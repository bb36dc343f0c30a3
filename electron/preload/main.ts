/** All that the page gets of Electron: its platform's name and, when the host is there, one end of a line to it. */
import { contextBridge, ipcRenderer } from 'electron';

const CHANNEL = 'slotkeeper:port';

/** Runs in the page's own world, where a MessagePort can be handed over; it is sent there as text and sees nothing of this file. */
function install(platform: string, channel: string): void {
  let port: MessagePort | undefined;
  let take: ((port: MessagePort) => void) | undefined;
  window.addEventListener('message', (event) => {
    // a frame or another window may say the same word: only this window's own message carries the line
    const [given] = event.ports;
    if (event.source !== window || event.data !== channel || given === undefined) return;
    port = given;
    take?.(given);
  });
  const slotkeeper = {
    platform,
    onPort(listener: (port: MessagePort) => void) {
      take = listener;
      if (port !== undefined) listener(port);
    },
  };
  Object.defineProperty(window, 'slotkeeper', { value: Object.freeze(slotkeeper), enumerable: true });
}

contextBridge.executeInMainWorld({ func: install, args: [process.platform, CHANNEL] });

ipcRenderer.on(CHANNEL, ({ ports }) => window.postMessage(CHANNEL, window.origin, [...ports]));
