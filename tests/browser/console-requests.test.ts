import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoViolations } from './axe.ts';
import { addWorkbench, type Desk, instantOf, openDesk, wednesday } from './console-screens/world.ts';

let desk: Desk;
let offeringId: string;

beforeAll(async () => {
  desk = await openDesk();
  ({ id: offeringId } = await addWorkbench(desk, 'Workbench'));
});
afterAll(() => desk.close());

interface Booking {
  id: string;
  status: string;
  items: { startsAt: string; openToOthers: boolean }[];
}

const ask = (name: string, time: string) =>
  desk.api<Booking>('POST', '/v1/api/bookings', {
    ...{ offeringId, startsAt: instantOf(wednesday(), time) },
    customer: { name, email: `${name.split(' ')[0]?.toLowerCase()}@example.com` },
  });
const read = (id: string) => desk.api<Booking>('GET', `/v1/api/bookings/${id}`);
const offering = () => desk.api<{ approval: string; pendingTakesPlace: boolean }>('GET', `/v1/api/offerings/${offeringId}`);

test('an offering says whether its requests keep their time, where staff approve them', async () => {
  const { page } = desk;
  await desk.go(`/catalogue/${offeringId}`);
  const keeps = page.getByRole('switch', { name: 'A request keeps its time' });
  await page.getByText('Confirmed at once').waitFor();
  expect(await keeps.count()).toBe(0);
  await page.getByText('You approve each booking').click();
  expect(await keeps.isChecked()).toBe(true);
  await keeps.uncheck();
  await page.getByText(/Others can book it or ask for it until you approve/).waitFor();
  await expectNoViolations(desk.page);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect.poll(offering).toMatchObject({ approval: 'manual', pendingTakesPlace: false });
});

test('of two that ask for one time the first that is approved has it, and the other moves in one click', async () => {
  const { page } = desk;
  const [first, second] = [await ask('Fay First', '10:00'), await ask('Sol Second', '10:00')];
  expect([first, second]).toMatchObject([{ status: 'PENDING' }, { status: 'PENDING' }]);
  await desk.go(`/bookings?booking=${first.id}`);
  const one = page.getByRole('dialog', { name: /Fay First/ });
  await one.getByText('Its time stays open to others until you approve it.').waitFor();
  await expectNoViolations(desk.page);
  await one.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Fay First is confirmed.').waitFor();
  await one.getByText('Its time stays open to others until you approve it.').waitFor({ state: 'detached' });
  await desk.go(`/bookings?booking=${second.id}`);
  const other = page.getByRole('dialog', { name: /Sol Second/ });
  await other.getByRole('button', { name: 'Approve' }).click();
  const refused = other.getByRole('alert');
  await refused.getByText(/Next free:/).waitFor();
  await expectNoViolations(desk.page);
  await refused
    .getByRole('button', { name: /^Move to/ })
    .first()
    .click();
  await page.getByText(/Sol Second's request is moved to/).waitFor();
  await refused.waitFor({ state: 'detached' });
  await other.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Sol Second is confirmed.').waitFor();
  await expect.poll(async () => (await read(second.id)).status).toBe('CONFIRMED');
  await expect.poll(async () => (await read(second.id)).items[0]).toMatchObject({ openToOthers: false });
  await expect.poll(async () => (await read(second.id)).items[0]?.startsAt).not.toBe(second.items[0]?.startsAt);
});
