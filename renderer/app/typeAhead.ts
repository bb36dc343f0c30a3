/** What somebody types while a form is still on its way: kept, and given to the fields that it was meant for. */
let kept = '';
let until = 0;

const KEPT_MS = 3_000;
/** so long may a choice take that Enter made */
const CHOICE_MS = 500;

function onKey(event: KeyboardEvent): void {
  if (!event.isTrusted) return;
  if (event.timeStamp > until || event.key === 'Escape') return stop();
  if (event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === 'Enter') kept += '\n';
  else if (event.key.length === 1) kept += event.key;
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function stop(): void {
  kept = '';
  window.removeEventListener('keydown', onKey, { capture: true });
}

function keepFor(ms: number): void {
  until = performance.now() + ms;
  window.addEventListener('keydown', onKey, { capture: true });
}

/** From now on, until a field asks for it. */
export const keepTyping = (): void => keepFor(KEPT_MS);

/** Focuses the field and types into it what was kept, up to Enter; what follows is the next field's. */
export function giveTyping(field: HTMLInputElement | null | undefined): void {
  const [typed = '', ...rest] = kept.split('\n');
  stop();
  field?.focus();
  if (!field || typed === '') return;
  field.setRangeText(typed, 0, field.value.length, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: typed }));
  // Enter chooses; it doesn't send a form that nobody has seen yet.
  if (rest.length === 0 || field.form) return;
  kept = rest.join('\n');
  keepFor(CHOICE_MS);
  // The list of what matches is drawn by then.
  requestAnimationFrame(() => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true })));
}
