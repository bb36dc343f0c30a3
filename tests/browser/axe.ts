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
  /** for what was judged as a whole in other colours */
  readonly coloursAlone?: boolean;
}

/** All of axe's rules that look at colours and are on by default. */
const ofColours = ['color-contrast', 'link-in-text-block'];

/**
 * Each rule that is broken, with the elements that break it. Where a page has no frames, in the page itself: a page of its own, in
 * which axe adds up what frames of other origins answer, takes three times as long.
 */
export async function violationsOn(page: Page, { within, except, withoutRules, tags, coloursAlone = false }: Look = {}): Promise<string[]> {
  const isAlone = page.frames().length === 1;
  if (isAlone) await bringAxe(page);
  await page.evaluate(comeToRest);
  const axe = new AxeBuilder({ page, ...(isAlone && { axeSource: NOTHING }) })
    .setLegacyMode(isAlone)
    .options({ resultTypes: ['violations'] });
  if (coloursAlone) axe.withRules(ofColours);
  else if (tags !== undefined) axe.withTags(tags);
  if (within !== undefined) axe.include(within);
  if (except !== undefined) axe.exclude(except);
  if (withoutRules !== undefined) axe.disableRules(withoutRules);
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const NOTHING = ';';

/** Once a page: the builder brings half a megabyte of script twice each time that it is asked. */
async function bringAxe(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(new AxeBuilder({ page })['script']());
}

/** Of a console's page in light colours and in dark ones, which change nothing else. It is light afterwards. */
export async function violationsInLightAndDark(page: Page, look: Look = {}): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
    const violations = await violationsOn(page, { ...look, coloursAlone: colorScheme === 'dark' });
    found.push(...violations.map((each) => `${colorScheme}, ${each}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}

/** Runs in the page: whatever is half seen on its way in, or half of another colour, would be judged as it is then. */
async function comeToRest(): Promise<void> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  await frame();
  const isEnding = ({ playState, effect }: Animation) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity;
  const ending = document.getAnimations().filter((each) => isEnding(each));
  await Promise.allSettled(ending.map(({ finished }) => finished));
}

export async function expectNoViolations(page: Page): Promise<void> {
  expect(await violationsOn(page)).toEqual([]);
}

export async function expectNoViolationsInLightAndDark(page: Page): Promise<void> {
  expect(await violationsInLightAndDark(page)).toEqual([]);
}
