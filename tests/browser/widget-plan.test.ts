import { expect, test } from 'vitest';
import type { Offering } from '../../widget/app/storefront.ts';
import { offerings, tenant } from './widget/fake-offerings.ts';
import { expectAccessible, frameOf, widgetWorld } from './widget/world.ts';

test('a plan has no times to pick: it says whom to ask', async () => {
  offerings.push({
    ...(offerings[0] as Offering),
    ...{ id: 'off_pass', title: 'Ten cuts', slug: 'ten-cuts', pricingModel: 'SUBSCRIPTION', basePriceCents: 4_900 },
    leadPrice: { cents: 4_900, per: 'month', minutes: null, isFrom: false },
    plan: { period: 'month', visits: 8 },
  });
  tenant.contactEmail = 'desk@atlas.example';
  await using world = await widgetWorld();
  const page = await world.open(frameOf('ten-cuts'));
  await page.getByRole('heading', { name: 'Ask us to start it' }).waitFor();
  expect(await page.getByRole('link', { name: 'desk@atlas.example' }).getAttribute('href')).toBe('mailto:desk@atlas.example');
  expect(world.fake.seen.some(({ line }) => line.includes('availability'))).toBe(false);
  await expectAccessible(page);
  const list = await world.open('/embed/v1/frame?tenant=atlas');
  await list.getByRole('button', { name: /Ten cuts[^]*€49\.00 a month, 8 visits/ }).click();
  await list.getByRole('heading', { name: 'Ask us to start it' }).waitFor();
});
