import { call, persist } from '../api.ts';
import type { Offering, Tenant } from '../storefront.ts';
import { brandWith } from '../theme.ts';

export interface OfferingPage {
  data: Offering[];
  nextCursor: string | null;
}

const quietly = () => {};

export async function loadTenant(signal?: AbortSignal): Promise<Tenant> {
  const { tenant } = await persist<{ tenant: Tenant }>({ path: '', ...(signal && { signal }) }, quietly);
  brandWith(tenant.branding.color);
  return tenant;
}

export const loadOffering = (slugOrId: string, signal?: AbortSignal): Promise<Offering> =>
  persist({ path: `/offerings/${encodeURIComponent(slugOrId)}`, ...(signal && { signal }) }, quietly);

export const loadOfferings = (cursor: string | null, signal?: AbortSignal): Promise<OfferingPage> =>
  call({ path: `/offerings?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`, ...(signal && { signal }) });
