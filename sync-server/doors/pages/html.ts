/** HTML text made from values: nothing gets in unescaped but what another template made. */

/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

const escapeText = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

type Value = Html | string | number | null | undefined | readonly Html[];

function render(value: Value): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value));
  return 'html' in value ? value.html : value.map(({ html }) => html).join('');
}

export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return { html: strings.reduce((text, string, i) => `${text}${render(values[i - 1])}${string}`) };
}

/** JSON inside a script element: no `<` can end the element, whatever the values hold. */
export function jsonScript(id: string, value: unknown): Html {
  const json = JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return { html: `<script type="application/json" id="${escapeText(id)}">${json}</script>` };
}
