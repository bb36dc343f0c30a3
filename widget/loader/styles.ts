/**
 * A constructed stylesheet for each of our shadow roots. A host page's Content-Security-Policy needs two directives for
 * us and no more: `script-src` and `frame-src` of the server's origin. That holds because nothing here writes a <style> element,
 * a style attribute or markup: constructed sheets and the CSSOM are outside style-src's reach.
 */
const text = `
button{font:600 16px system-ui,sans-serif;border:0;cursor:pointer}
.b{min-height:48px;padding:10px 20px;border-radius:10px}
.b:hover{opacity:.9}
.f{position:fixed;z-index:2147483000;inset:auto 20px 20px auto;box-shadow:0 6px 24px #0004}
dialog{border:0;padding:0;width:440px;height:min(92dvh,760px);border-radius:16px;overflow:hidden}
dialog::backdrop{background:#1c191780}
.w{position:relative;height:100%;color-scheme:light dark;background:Canvas;color:GrayText}
iframe{border:0;display:block;width:100%;height:100%}
.x{position:absolute;inset:8px 8px auto auto;width:44px;height:44px;background:none;color:inherit;font-size:26px}
@keyframes s{from{translate:0 24px;opacity:0}}
@media(max-width:600px){dialog{margin-bottom:0;width:100%;max-width:none;border-radius:16px 16px 0 0}}
@media(prefers-reduced-motion:no-preference){dialog{animation:s .24s}}
`;

/** The shadow root of an element of ours, reset against the page's own styles. */
export function island(display: string): ShadowRoot {
  const host = element('div', {});
  host.style.cssText = `all:initial!important;display:${display}!important`;
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  root.adoptedStyleSheets = [sheet];
  return root;
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
): HTMLElementTagNameMap[Tag] {
  return Object.assign(document.createElement(tag), properties);
}
