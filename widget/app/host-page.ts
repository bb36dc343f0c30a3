import { type FromApp, type FromLoader, isFor, WIRE } from '../wire/messages.ts';
import { config } from './config.ts';

const { parentOrigin, widgetId } = config;
const framed = parentOrigin !== null && widgetId !== null && window.parent !== window;

/** Only ever addressed to the origin that the frame was made for: another page that gets hold of the frame hears nothing. */
export function tellHost(message: FromApp): void {
  if (framed) window.parent.postMessage({ ...message, wire: WIRE, id: widgetId }, parentOrigin);
}

export function onShown(shown: (mode: FromLoader['mode']) => void): void {
  if (!framed) return;
  addEventListener('message', ({ data, origin, source }) => {
    if (origin === parentOrigin && source === window.parent && isFor<FromLoader>(data, widgetId)) shown(data.mode);
  });
}

/** Keeps an inline iframe as tall as what stands in it, and lets Esc reach the dialog that the page holds. */
export function attachToHost(root: HTMLElement): void {
  if (!framed) return;
  onShown((mode) => {
    document.documentElement.dataset.mode = mode;
    if (mode === 'inline') new ResizeObserver(() => tellHost({ type: 'resize', height: root.scrollHeight })).observe(root);
  });
  addEventListener('keydown', ({ key, defaultPrevented }) => {
    if (key === 'Escape' && !defaultPrevented) tellHost({ type: 'close' });
  });
  tellHost({ type: 'ready' });
}
