import { announce, createFrame, type Settings } from './frame.ts';
import { element, island } from './styles.ts';

interface Kept {
  key: string;
  dialog: HTMLDialogElement;
  host: Element;
  iframe: HTMLIFrameElement;
}

/** A closed dialog stays in the page with what was typed in it, until another offering is opened or a booking was made in it. */
let kept: Kept | undefined;

export function closeDialog(): void {
  kept?.dialog.close();
}

export function openDialog(settings: Settings): void {
  const key = JSON.stringify(settings);
  closeDialog();
  if (kept?.key !== key) {
    kept?.host.remove();
    kept = createDialog(settings, key);
  }
  const { dialog, iframe } = kept;
  const page = document.documentElement;
  const { overflow } = page.style;
  dialog.onclose = () => {
    Object.assign(page.style, { overflow, scrollbarGutter: '' });
    announce('close');
  };
  // The room of a visible scrollbar is kept, so that the page doesn't shift under the dialog.
  if (innerWidth > page.clientWidth) page.style.scrollbarGutter = 'stable';
  page.style.overflow = 'hidden';
  dialog.showModal();
  iframe.focus();
  announce('open');
}

/** A native modal dialog: the top layer, the inert page behind it, Esc and the focus given back come from the browser. */
function createDialog(settings: Settings, key: string): Kept {
  const root = island('contents');
  const dialog = element('dialog', { ariaModal: 'true', ariaLabel: settings.label });
  dialog.onclick = ({ target }) => target === dialog && closeDialog();
  const { wrap, iframe } = createFrame(settings, 'modal', ({ type }) => {
    if (type === 'close') closeDialog();
    if (type === 'booked' && kept) kept.key = '';
  });
  wrap.append(element('button', { className: 'x', textContent: '×', ariaLabel: 'Close', onclick: closeDialog }));
  dialog.append(wrap);
  root.append(dialog);
  document.body.append(root.host);
  return { key, dialog, host: root.host, iframe };
}
