import type { Browser, Frame, Page } from 'playwright-core';

/** A customer in New York with a phone in the hand. */
export async function openPhone(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    locale: 'en-GB',
    timezoneId: 'America/New_York',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  return page;
}

/** The widget's frame, once its dialog stands. */
export async function widgetIn(page: Page): Promise<Frame> {
  await page.getByRole('button', { name: 'Book now' }).click();
  const handle = await page.locator('iframe').elementHandle();
  const frame = await handle?.contentFrame();
  if (frame === null || frame === undefined) throw new Error('the widget has no frame');
  await frame.getByRole('heading', { name: 'When?' }).waitFor();
  return frame;
}

/** Chooses a day of the offering's calendar, however many strips of days away it lies. */
export async function chooseDay(app: Page | Frame, date: Temporal.PlainDate): Promise<void> {
  const name = date.toLocaleString('en-GB', { weekday: 'short' });
  const button = app.getByRole('button', { name: new RegExp(`^${name} ${date.day} `) });
  await app.locator('.days button').first().waitFor();
  while ((await button.count()) === 0) await app.getByRole('button', { name: 'Later days' }).click();
  await button.click();
}

export async function fillIn(app: Page | Frame, { name, email }: { name: string; email: string }): Promise<void> {
  await app.getByLabel('Name').fill(name);
  await app.getByLabel('Email').fill(email);
}
