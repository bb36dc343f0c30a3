import { css, legible, rgbOf } from '../wire/colour.ts';
import { closeDialog, openDialog } from './dialog.ts';
import { createFrame, type Settings } from './frame.ts';
import { element, island } from './styles.ts';

interface Slotkeeper {
  /** Opens the booking dialog; what is left out is taken from the first script on the page. */
  open(options?: Partial<Settings>): void;
  close(): void;
}

declare global {
  interface Window {
    Slotkeeper?: Slotkeeper;
  }
}

const script = document.currentScript as HTMLScriptElement | null;

function createButton(settings: Settings): HTMLButtonElement {
  const { label, color, mode } = settings;
  const button = element('button', { className: mode === 'floating' ? 'b f' : 'b', textContent: label, ariaHasPopup: 'dialog' });
  const { fill, text } = legible(rgbOf(color));
  button.style.cssText = `background:${css(fill)};color:${text}`;
  button.onclick = () => {
    button.focus(); // Not every browser focuses a clicked button, and here is where the focus comes back to.
    window.Slotkeeper?.open(settings);
  };
  return button;
}

function createInline(settings: Settings): HTMLElement {
  const { wrap } = createFrame(settings, 'inline', (message) => {
    if (message.type === 'resize') wrap.style.height = `${message.height}px`;
  });
  wrap.style.height = '480px';
  return wrap;
}

/** Puts the widget where its script stands. A floating button may come from the head too, where nothing else would show. */
function mount(at: HTMLScriptElement, settings: Settings): void {
  const { tenant, mode } = settings;
  if (!tenant) return;
  const inline = mode === 'inline';
  const root = island(inline ? 'block' : 'inline-block');
  root.append((inline ? createInline : createButton)(settings));
  if (mode === 'floating') document.documentElement.append(root.host);
  else at.after(root.host);
}

if (script) {
  // What this button leaves open is said too: it must not be filled in from another script of the page.
  const open = { offering: '', color: '', locale: '' };
  const settings: Settings = { ...open, label: 'Book now', ...(script.dataset as Partial<Settings>), base: script.src };
  // A page that loads this twice keeps the first one's dialog, so there is never more than one.
  window.Slotkeeper ??= { open: (options) => openDialog({ ...settings, ...options }), close: closeDialog };
  mount(script, settings);
}
