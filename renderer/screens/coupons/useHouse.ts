import type { Profile } from '#core/domains/tenants/model.ts';
import { useAsk } from '../../bridge/ask.ts';

/** The business's own clock and money: a coupon's days are its days. Undefined until they are known. */
export function useHouse(): Pick<Profile, 'timezone' | 'displayCurrency'> | undefined {
  return useAsk<Profile>('tenants.profile', {}, { tables: ['profiles'] }).data;
}
