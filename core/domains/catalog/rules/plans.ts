import type { Offering, OfferingStatus } from '../model.ts';

/** Sold for a period and no time of it: it has no slots, and a customer is given it by `pricing.startSubscription`. */
export const isPlan = ({ pricingModel }: Pick<Offering, 'pricingModel'>): boolean => pricingModel === 'SUBSCRIPTION';

export const NO_PLAN = 'none: only what is sold as SUBSCRIPTION has a plan';

/** A plan stands on nothing but a SUBSCRIPTION, whatever of it is known here. */
export const hasStrayPlan = (offering: { pricingModel: Offering['pricingModel']; plan: object | null }): boolean =>
  offering.plan !== null && !isPlan(offering);

interface Judged {
  readonly pricingModel: Offering['pricingModel'];
  readonly plan: object | null;
  readonly status: OfferingStatus;
}

/** What is wrong with it; a SUBSCRIPTION on sale has a plan, a draft may lack it. */
export function planIssues(offering: Judged): { path: string; expected: string }[] {
  if (hasStrayPlan(offering)) return [{ path: 'plan', expected: NO_PLAN }];
  const isLacking = offering.status === 'PUBLISHED' && isPlan(offering) && offering.plan === null;
  return isLacking ? [{ path: 'plan', expected: 'a plan: what is sold as SUBSCRIPTION has one before it is published' }] : [];
}
