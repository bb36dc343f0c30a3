import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoViolations } from './axe.ts';
import { type Desk, instantOf, openDesk, wednesday } from './console-screens/world.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** Half of it is the deposit, and half is kept of whatever is cancelled. */
async function bookFarAhead(): Promise<void> {
  const { id: offeringId } = await desk.sandboxApi<{ id: string }>('POST', '/v1/api/offerings', {
    ...{ title: 'Barn', basePriceCents: 10_000, currency: 'EUR', timezone: 'Europe/Berlin', durationMinutes: 60, slotMinutes: 60 },
    ...{ deposit: { kind: 'percent', amount: 20 }, cancellationPolicy: [{ hoursBefore: 24, refundPercent: 50 }], status: 'PUBLISHED' },
  });
  const hours = { startTime: '09:00', endTime: '17:00', slotMinutes: null, capacity: null, validFrom: null, validUntil: null };
  await desk.sandboxApi('PUT', `/v1/api/offerings/${offeringId}/schedule`, {
    rules: everyDay.map((dayOfWeek) => ({ dayOfWeek, ...hours })),
  });
  await desk.sandboxApi('POST', '/v1/api/bookings', {
    ...{ offeringId, startsAt: instantOf(wednesday().add({ days: 7 }), '10:00'), paymentToken: 'ok' },
    customer: { name: 'Klara Kept', email: 'klara@example.com' },
  });
}

test('a card that is only kept is charged by a cancellation, which says so before', async () => {
  const { page } = desk;
  await page.getByRole('button', { name: /account and appearance/ }).click();
  await page.getByRole('menuitem', { name: 'Try things in the sandbox' }).click();
  await page.getByRole('region', { name: 'Sandbox' }).waitFor();
  await bookFarAhead();
  await desk.go('/bookings?q=Klara', '[role=row][data-index]');
  await page.locator('[role=row][data-index]', { hasText: 'Klara Kept' }).first().click();
  const money = page.getByRole('region', { name: 'Money' });
  await money.getByText('Card saved').waitFor();
  await money.getByText(/€20.00 is taken from the card that is kept\.$/).waitFor();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Cancel Klara Kept' });
  await dialog.getByText('€20.00 is taken from the card that is kept.').waitFor();
  await expectNoViolations(desk.page);
  await dialog.getByRole('button', { name: 'Cancel and take €20.00' }).click();
  await money.getByText('Deposit: card, online').waitFor();
  await money.getByText('Paid', { exact: true }).waitFor();
  expect(await money.getByRole('button', { name: 'Take payment' }).count()).toBe(0);
  await expectNoViolations(desk.page);
});
