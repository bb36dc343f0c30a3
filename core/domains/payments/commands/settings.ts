import { refuse } from '../../../base/refusal.ts';
import { managers } from '../../../contracts/actor.ts';
import { defineCommand } from '../../../contracts/command.ts';
import { applyEdit, editOf } from '../../../contracts/edit.ts';
import { mustLoadProfile } from '../../tenants/store.ts';
import { PaymentSettings } from '../model.ts';
import { loadSettings } from '../store/settings.ts';
import { paymentSettings } from '../tables.ts';

/** From the next booking on. Refuses `edit_conflict`, and `invalid_request` for a business that would be paid in play money. */
export const updateSettings = defineCommand({
  name: 'payments.updateSettings',
  allow: { roles: managers, scope: 'admin' },
  offline: true,
  input: editOf(PaymentSettings),
  async run({ db, ctx }, edit) {
    const current = await loadSettings(db);
    const settings = { ...current, ...applyEdit<PaymentSettings>(current, edit) };
    if (settings.provider === 'test' && !(await mustLoadProfile(db)).sandbox)
      refuse('invalid_request', { issues: [{ path: 'changes.provider', expected: 'desk or stripe: test is for the sandbox' }] });
    const row = { ...settings, updatedAt: ctx.now };
    if (!(await db.patch(paymentSettings, db.tenantId, row))) await db.insert(paymentSettings, { id: db.tenantId, ...row });
    return null;
  },
});
