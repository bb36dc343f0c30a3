/** The renderer's half of the stand-in: what a preload may require, and the page's ends of ports. Runs in Chromium, before the page. */
export function insidePage(preload: string, platform: string): void {
  interface Standin {
    standinSend(port: number, data: unknown): Promise<void>;
    standin: { port(channel: string, port: number): void; say(port: number, data: unknown): void };
  }
  const page = window as unknown as Standin;
  const listeners = new Map<string, ((event: { ports: MessagePort[] }, data: unknown) => void)[]>();
  const ends = new Map<number, MessagePort>();
  const electron = {
    contextBridge: { executeInMainWorld: ({ func, args }: { func: (...args: unknown[]) => unknown; args: unknown[] }) => func(...args) },
    ipcRenderer: {
      on(channel: string, listener: (event: { ports: MessagePort[] }, data: unknown) => void) {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      },
    },
  };
  page.standin = {
    port(channel, number) {
      const { port1, port2 } = new MessageChannel();
      ends.set(number, port1);
      port1.addEventListener('message', ({ data }) => void page.standinSend(number, data));
      port1.start();
      for (const listener of listeners.get(channel) ?? []) listener({ ports: [port2] }, null);
    },
    say: (number, data) => ends.get(number)?.postMessage(data),
  };
  // A sandboxed preload is one script with a `require` of its own; frames get none.
  // oxlint-disable-next-line typescript/no-implied-eval -- the bundle under test comes as text, as Electron reads it
  if (window.top === window) new Function('require', 'process', preload)(() => electron, { platform, sandboxed: true });
}
