import { type FromApp, type FromLoader, isFor, WIRE } from '../wire/messages.ts';
import { element } from './styles.ts';

export interface Settings {
  /** The loader's own address: the iframe comes from beside it, and only its origin is listened to. */
  base: string;
  tenant?: string;
  offering?: string;
  locale?: string;
  color?: string;
  label: string;
  mode?: string;
}

let count = 0;

export function announce(event: string, detail?: unknown): void {
  document.dispatchEvent(new CustomEvent(`slotkeeper:${event}`, { detail }));
}

/** A box with an iframe of the app. `onMessage` hears only what the app in this very iframe says, from the server's own origin. */
export function createFrame(settings: Settings, mode: FromLoader['mode'], onMessage: (message: FromApp) => void) {
  const id = `w${++count}`;
  const url = new URL('frame', settings.base);
  const set = (name: string, value: string | undefined) => value && url.searchParams.set(name, value);
  for (const name of ['tenant', 'offering', 'locale', 'color'] as const) set(name, settings[name]);
  set('id', id);
  // A page opened from a file has the origin "null", to which nothing can be addressed: it gets the flow without the events.
  set('parent', origin.replace('null', ''));
  const iframe = element('iframe', { title: settings.label, src: url.href });
  const wrap = element('div', { className: 'w' });
  wrap.append(iframe);
  addEventListener('message', ({ data, origin: from, source }) => {
    if (from !== url.origin || source !== iframe.contentWindow || !isFor<FromApp>(data, id)) return;
    if (data.type === 'ready') iframe.contentWindow?.postMessage({ type: 'shown', mode, wire: WIRE, id }, from);
    if (data.type === 'booked') announce(data.type, data.detail);
    onMessage(data);
  });
  return { wrap, iframe };
}
