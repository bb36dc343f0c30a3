import { type FromApp, type FromLoader, isFor, WIRE } from '../wire/messages.ts';
import { config } from './config.ts';

const { parentOrigin, widgetId } = config;
const framed = parentOrigin !== null && widgetId !== null && window.parent !== window;

/** Only ever addressed to the origin that the frame was made for: another page that gets hold of the frame hears nothing. */
export function tellHost(message: FromApp): void {
  if (framed) window.parent.postMessage({ ...message, wire: WIRE, id: widgetId }, parentOrigin);
}

/** Part of a page that is being read: the first step must not pull the focus to itself there. */
export const isInline = (): boolean => document.documentElement.dataset.mode === 'inline';

/** A frame below the fold draws nothing, so nothing resizes there: what changes in it is watched too, or the page would jump on scrolling. */
function keepHeight(root: HTMLElement): void {
  const tell = () => tellHost({ type: 'resize', height: root.scrollHeight });
  new ResizeObserver(tell).observe(root);
  new MutationObserver(tell).observe(root, { subtree: true, childList: true });
  tell();
}

/** Keeps an inline iframe as tall as what stands in it, and lets Esc reach the dialog that the page holds. */
export function attachToHost(root: HTMLElement): void {
  if (!framed) return;
  addEventListener('message', ({ data, origin, source }) => {
    if (origin !== parentOrigin || source !== window.parent || !isFor<FromLoader>(data, widgetId)) return;
    document.documentElement.dataset.mode = data.mode;
    if (isInline()) keepHeight(root);
  });
  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') tellHost({ type: 'close' });
  });
  tellHost({ type: 'ready' });
}
