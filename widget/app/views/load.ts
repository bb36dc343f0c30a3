import { type Call, call, persist } from '../api.ts';
import { readyFor } from '../flow/extra.ts';
import type { Offering, Tenant } from '../storefront.ts';
import { brandWith } from '../theme.ts';

export interface OfferingPage {
  data: Offering[];
  nextCursor: string | null;
}

const quietly = () => {};

/** What the page's address asks for, in the words of the storefront's list. Read before the app takes the page's place. */
const narrowing = document.getElementById('filters')?.dataset.query ?? '';

export async function loadTenant(signal?: AbortSignal): Promise<Tenant> {
  const { tenant } = await persist<{ tenant: Tenant }>({ path: '', ...(signal && { signal }) }, quietly);
  brandWith(tenant.branding.color);
  return tenant;
}

export async function loadOffering(slugOrId: string, signal?: AbortSignal): Promise<Offering> {
  return offeringAt({ path: `/offerings/${encodeURIComponent(slugOrId)}`, ...(signal && { signal }) });
}

export async function offeringAt(request: Call): Promise<Offering> {
  const offering = await persist<Offering>(request, quietly);
  await readyFor([offering]);
  return offering;
}

export async function loadOfferings(cursor: string | null, signal?: AbortSignal): Promise<OfferingPage> {
  const path = `/offerings?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}${narrowing && `&${narrowing}`}`;
  const page = await call<OfferingPage>({ path, ...(signal && { signal }) });
  await readyFor(page.data);
  return page;
}
