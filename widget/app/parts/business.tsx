import type { ComponentChildren } from 'preact';
import type { Tenant } from '../storefront.ts';
import { words } from '../words.ts';
import { Icon } from './icon.tsx';

/** The first letter, whole where it is a pair of code units. */
export const initialOf = (name: string): string => Array.from(name)[0] ?? '';

/** The storefront's list: `/s/atlas` of `/s/atlas/o/haircut`, or `/` on a domain of the business's own. */
export const home = location.pathname.replace(/\/(o|manage)\/.*/, '') || '/';

/** Whose page this is. */
export function Business({ tenant, href, children }: { tenant: Tenant; href?: string; children?: ComponentChildren }) {
  const { name, verified, branding } = tenant;
  const inner = (
    <>
      {branding.logoUrl ? (
        <img src={branding.logoUrl} alt="" />
      ) : (
        <span class="initial" aria-hidden="true">
          {initialOf(name)}
        </span>
      )}
      <b>{name}</b>
    </>
  );
  return (
    <header class="business">
      {href ? <a href={href}>{inner}</a> : inner}
      {verified && (
        <span class="verified" title={words.verified}>
          <Icon name="check" />
          <span class="hidden">{words.verified}</span>
        </span>
      )}
      {children}
    </header>
  );
}
