import { describe, expect, test } from 'vitest';
import { desktop, expectAccessible, phone, tabTo, type World, widgetWorld } from './widget/world.ts';

const customer = { name: 'Mara', email: 'mara@example.com' };

/** A booking with its link. */
function booked({ fake }: World): { link: string; id: string } {
  const { booking, manageUrl } = fake.business.checkout({ offeringId: 'off_cut', startsAt: '2026-11-23T09:30:00.000Z', customer });
  return { link: manageUrl, id: booking.id };
}

const complaint = (world: World, id: string, openedBy: 'customer' | 'business' = 'customer') => {
  const booking = world.fake.business.bookings.get(id);
  if (!booking) throw new Error('no booking');
  return world.fake.business.dispute(booking, { reason: 'The chair was broken', openedBy });
};

const sentTo = (world: World, path: RegExp) => world.fake.seen.filter(({ line }) => path.test(line));

describe('something went wrong', () => {
  test('is said with addresses as people write them, and stands on the page from then on', async () => {
    await using world = await widgetWorld();
    const page = await world.open(booked(world).link);
    await page.getByRole('button', { name: 'Something went wrong?' }).click();
    await page.getByText('We are sorry. Atlas Studios reads this').waitFor();
    await page.getByLabel('What happened').fill('The chair was broken');
    await page.getByLabel('Link to a photo').fill('photos.example/7');
    await page.getByLabel('Another link').fill('https://portal.example/receipt');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Thank you. We have received it.').waitFor();
    await page.getByText('We will answer you').waitFor();
    const links = [{ url: 'https://photos.example/7' }, { url: 'https://portal.example/receipt' }];
    expect(sentTo(world, /\/dispute$/)).toMatchObject([{ body: { reason: 'The chair was broken', links } }]);
    expect(await page.getByRole('link', { name: 'photos.example' }).getAttribute('rel')).toContain('noopener');
    expect(await page.getByRole('button', { name: 'Something went wrong?' }).count()).toBe(0);
    await page.reload();
    await page.getByText('The chair was broken').waitFor();
  });

  test('is asked for where nothing or no address was written, and the focus goes there', async () => {
    await using world = await widgetWorld();
    const page = await world.open(booked(world).link);
    await page.getByRole('button', { name: 'Something went wrong?' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Please tell us what happened').waitFor();
    const focused = () => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.name);
    await expect.poll(focused).toBe('reason');
    await page.getByLabel('What happened').fill('Cold');
    await page.getByLabel('Link to a photo').fill('on my phone');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Enter an address like').waitFor();
    await expect.poll(focused).toBe('reason-link-0');
    expect(sentTo(world, /\/dispute$/)).toEqual([]);
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.getByRole('button', { name: 'Something went wrong?' }).waitFor();
  });

  test('is said once, however often the answer is lost', async () => {
    await using world = await widgetWorld();
    const page = await world.open(booked(world).link);
    await page.getByRole('button', { name: 'Something went wrong?' }).click();
    await page.getByLabel('What happened').fill('The chair was broken');
    world.fake.lose = /POST .*\/dispute/;
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('The booking service doesn’t answer').waitFor();
    expect(await page.getByLabel('What happened').inputValue()).toBe('The chair was broken');
    world.fake.lose = null;
    await page.clock.fastForward(5_000);
    await page.getByText('Thank you. We have received it.').waitFor();
    expect(world.fake.business.disputes.size).toBe(1);
    expect(new Set(sentTo(world, /\/dispute$/).map(({ key }) => key)).size).toBe(1);
  });

  test('is still there after a reload, until it was sent', async () => {
    await using world = await widgetWorld();
    const page = await world.open(booked(world).link);
    const begin = () => page.getByRole('button', { name: 'Something went wrong?' }).click();
    await begin();
    await page.getByLabel('What happened').fill('It is a long story');
    await page.getByLabel('Link to a photo').fill('photos.example/7');
    await page.reload();
    await begin();
    expect(await page.getByLabel('What happened').inputValue()).toBe('It is a long story');
    expect(await page.getByLabel('Link to a photo').inputValue()).toBe('photos.example/7');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByRole('button', { name: 'Take it back' }).click();
    await begin();
    expect(await page.getByLabel('What happened').inputValue()).toBe('');
  });

  test('that was said in another window already is shown instead', async () => {
    await using world = await widgetWorld();
    const { link, id } = booked(world);
    const page = await world.open(link);
    await page.getByRole('button', { name: 'Something went wrong?' }).click();
    complaint(world, id);
    await page.getByLabel('What happened').fill('Again');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('The chair was broken').waitFor();
  });
});

describe('the thread', () => {
  test('takes answers, and shows those of the business when they come back to the page', async () => {
    await using world = await widgetWorld();
    const { link, id } = booked(world);
    const dispute = complaint(world, id);
    const page = await world.open(link);
    await page.getByText('The chair was broken').waitFor();
    world.fake.business.say(world.fake.business.mustDispute(dispute.id), { text: 'Which chair was it?', from: 'business' });
    await page.getByLabel('Your answer').fill('The one');
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await page.getByText('Which chair was it?').waitFor();
    await page.getByText('Please answer us').waitFor();
    expect(await page.getByLabel('Your answer').inputValue()).toBe('The one');
    await page.getByLabel('Your answer').fill('The one by the window');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('We will answer you').waitFor();
    expect(await page.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/^You[^]*The chair was broken/),
      expect.stringMatching(/^Atlas Studios[^]*Which chair was it\?/),
      expect.stringMatching(/^You[^]*The one by the window/),
    ]);
    expect(await page.getByLabel('Your answer').inputValue()).toBe('');
  });

  test('is taken back by the one who began it, after a second look', async () => {
    await using world = await widgetWorld();
    const { link, id } = booked(world);
    complaint(world, id);
    const page = await world.open(link);
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('We then stop looking into it.').waitFor();
    expect(sentTo(world, /withdraw/)).toEqual([]);
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('You have taken it back.').waitFor();
    await page.getByRole('button', { name: 'Something went wrong?' }).waitFor();
    expect(await page.getByLabel('Your answer').count()).toBe(0);
  });

  test('that the business began can be answered, not taken back', async () => {
    await using world = await widgetWorld();
    const { link, id } = booked(world);
    complaint(world, id, 'business');
    const page = await world.open(link);
    await page.getByRole('heading', { name: 'Atlas Studios has written to you' }).waitFor();
    await page.getByLabel('Your answer').waitFor();
    expect(await page.getByRole('button', { name: 'Take it back' }).count()).toBe(0);
  });

  test('ends with the decision, also where it comes while they write', async () => {
    await using world = await widgetWorld();
    const { link, id } = booked(world);
    const dispute = complaint(world, id);
    const page = await world.open(link);
    await page.getByLabel('Your answer').fill('Hello?');
    const decision = { outcome: 'refund', refundCents: 2_250, note: 'You are right: here is half of it.' } as const;
    world.fake.business.settle(world.fake.business.mustDispute(dispute.id), decision);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('You get €22.50 back.').waitFor();
    await page.getByText('You are right: here is half of it.').waitFor();
    await page.getByText('Decided', { exact: true }).waitFor();
    expect(await page.getByLabel('Your answer').count()).toBe(0);
  });

  test('works by the keyboard alone', async () => {
    await using world = await widgetWorld();
    const page = await world.open(booked(world).link);
    await page.getByRole('button', { name: 'Something went wrong?' }).waitFor();
    await tabTo(page, page, /Something went wrong/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What went wrong?' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('Cold');
    await tabTo(page, page, /^Send$/);
    await page.keyboard.press('Enter');
    await page.getByText('We will answer you').waitFor();
  });
});

describe.each(['light', 'dark'] as const)('everybody can use it, %s', (colorScheme) => {
  test.each([
    ['phone', phone],
    ['desktop', desktop],
  ] as const)('on a %s', async (_name, screen) => {
    await using world = await widgetWorld();
    const { link, id } = booked(world);
    const page = await world.open(link, { ...screen, colorScheme });
    await page.getByRole('button', { name: 'Something went wrong?' }).waitFor();
    await page.getByRole('button', { name: 'Something went wrong?' }).click();
    await page.getByLabel('What happened').waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Please tell us what happened').waitFor();
    await expectAccessible(page);
    const dispute = world.fake.business.mustDispute(complaint(world, id).id);
    world.fake.business.say(dispute, {
      ...{ from: 'business', text: 'Oh no. Which chair was it?\n\nWe will have it mended, and look at what we can do for you.' },
      links: [{ url: 'https://photos.example/chairs' }],
    });
    await page.reload();
    await page.getByText('Which chair was it?').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('We then stop looking into it.').waitFor();
    await expectAccessible(page);
    world.fake.business.settle(dispute, { outcome: 'refund', refundCents: 2_250, note: 'You are right: here is half of it.' });
    await page.reload();
    await page.getByText('You get €22.50 back.').waitFor();
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});
