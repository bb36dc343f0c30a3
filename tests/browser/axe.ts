/** What of a page not everybody can use or read, as axe finds it. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

export interface Look {
  /** a part of the page alone */
  readonly within?: string;
  readonly except?: string;
  readonly withoutRules?: string[];
  /** what is judged; absent: all that is not off by default */
  readonly tags?: string[];
}

/**
 * Each rule that is broken, with the elements that break it. Where a page has no frames, in the page itself: a page of its own, in
 * which axe adds up what frames of other origins answer, takes three times as long.
 */
export async function violationsOn(page: Page, { within, except, withoutRules, tags }: Look = {}): Promise<string[]> {
  const isAlone = page.frames().length === 1;
  const axe = new AxeBuilder({ page }).setLegacyMode(isAlone).options({ resultTypes: ['violations'] });
  if (tags !== undefined) axe.withTags(tags);
  if (within !== undefined) axe.include(within);
  if (except !== undefined) axe.exclude(except);
  if (withoutRules !== undefined) axe.disableRules(withoutRules);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

export async function expectNoViolations(page: Page): Promise<void> {
  expect(await violationsOn(page)).toEqual([]);
}
