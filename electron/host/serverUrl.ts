import { refuse } from '#core/base/refusal.ts';

/** `slots.example.com` means https; a bare address of this computer means http. No trailing slash, nothing secret in it. @throws Refusal `invalid_request` */
export function serverUrlOf(text: string): string {
  const trimmed = text.trim();
  const isHere = /^(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(trimmed);
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `${isHere ? 'http' : 'https'}://${trimmed}`);
  const isFine = url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
  if (!isFine) refuse('invalid_request', { issues: [{ path: 'serverUrl', expected: 'an address like https://slots.example.com' }] });
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
