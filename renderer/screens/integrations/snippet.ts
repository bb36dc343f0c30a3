export type WidgetMode = 'modal' | 'floating' | 'inline';

interface Given {
  serverUrl: string;
  tenant: string;
  /** a slug; null offers the whole catalogue */
  offering: string | null;
  label: string;
  color: string;
  mode: WidgetMode;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The one line that a page needs. What is the loader's default is left out, but for label and colour, which people look for. */
export function snippetOf({ serverUrl, tenant, offering, label, color, mode }: Given): string {
  const attributes: [string, string][] = [
    ['src', `${serverUrl.replace(/\/$/, '')}/embed/v1/widget.js`],
    ['data-tenant', tenant],
    ...(offering === null ? [] : [['data-offering', offering] as [string, string]]),
    ...(mode === 'inline' ? [] : [['data-label', label] as [string, string]]),
    ['data-color', color],
    ...(mode === 'modal' ? [] : [['data-mode', mode] as [string, string]]),
  ];
  return `<script ${attributes.map(([name, value]) => `${name}="${escaped(value)}"`).join(' ')} async></script>`;
}
