import { type ReadDb, settledIn } from '../../../data/database.ts';
import { mustLoadProfile } from '../../tenants/store.ts';
import { type PaymentSettings, usualPaymentSettings } from '../model.ts';
import { paymentSettings } from '../tables.ts';

const asSet = settledIn([paymentSettings], (db) => db.find(paymentSettings, db.tenantId));

/** As they were set. */
export async function loadSettings(db: ReadDb): Promise<PaymentSettings> {
  const row = await db.settled(asSet, '');
  if (row === undefined) return usualPaymentSettings;
  const { provider, collect, deposits, paymentMinutes, dueDays } = row;
  return { provider, collect, deposits, paymentMinutes, dueDays };
}

/** As they hold: a sandbox moves no money, whoever moves it for the business itself. */
export async function settingsInForce(db: ReadDb): Promise<PaymentSettings> {
  const settings = await loadSettings(db);
  if (settings.provider === 'desk') return settings;
  return (await mustLoadProfile(db)).sandbox ? { ...settings, provider: 'test' } : settings;
}
