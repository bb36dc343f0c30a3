/**
 * Puts a business back to how it was when its export was made, while the server runs. What people did since is gone, as its owner
 * wants; who may come in is as it is now: nobody who was shut out meanwhile gets back in, and nobody is locked out. Nothing is
 * sent twice: the outboxes, and the answers that devices have had, stay.
 *
 * Everything gets revisions that no desktop has seen, in a history that none knows: each fetches afresh (`history_unknown`).
 * The numbers of answered commands stay, so that no desktop sends again what the owner has just undone.
 */
import { eq } from 'drizzle-orm';
import { refuse } from '#core/base/refusal.ts';
import type { Database, WriteDb } from '#core/data/database.ts';
import { headOf } from '#core/data/journals.ts';
import { heads } from '#core/data/tables.ts';
import { members } from '#core/domains/members/tables.ts';
import { notifications } from '#core/domains/notifications/tables.ts';
import { providerCalls } from '#core/domains/payments/tables.ts';
import { profiles } from '#core/domains/tenants/tables.ts';
import type { Blobs } from '../blobs/port.ts';
import { twinOf } from '../directory.ts';
import { bringFiles } from './files.ts';
import type { Part } from './manifest.ts';
import type { ExportFile } from './read.ts';
import { insertRows, type Kept, keptTables, type Row } from './rows.ts';

/** `back`: as in the file. `stays`: as it is now. `joins`: as it is now, and what only the file has is added. `gone`: forgotten. */
export type Fate = 'back' | 'stays' | 'joins' | 'gone';

export const fates: Readonly<Record<string, Fate>> = {
  api_key_secrets: 'joins',
  api_keys: 'joins',
  booking_items: 'back',
  booking_origins: 'stays',
  bookings: 'back',
  categories: 'back',
  command_log: 'joins',
  coupon_redemptions: 'back',
  coupons: 'back',
  customer_merges: 'back',
  customers: 'back',
  deliveries: 'stays',
  device_cursors: 'stays',
  devices: 'stays',
  dispute_messages: 'back',
  disputes: 'back',
  events: 'back',
  evidence: 'back',
  exceptions: 'back',
  external_calendars: 'back',
  external_fetches: 'gone',
  // a feed's version says which of its addresses still work
  feeds: 'joins',
  former_slugs: 'back',
  heads: 'stays',
  // so that a request repeated across the restore is done again where it was undone
  idempotency: 'back',
  ledger_entries: 'back',
  mail_settings: 'back',
  mail_texts: 'back',
  mails: 'stays',
  member_passwords: 'joins',
  members: 'joins',
  notifications: 'back',
  occupancies: 'back',
  offerings: 'back',
  orders: 'back',
  payment_settings: 'back',
  payments: 'back',
  photo_variants: 'gone',
  photos: 'back',
  price_rules: 'back',
  product_types: 'back',
  profiles: 'back',
  provider_calls: 'stays',
  provider_events: 'joins',
  refunds: 'back',
  resources: 'back',
  revisions: 'back',
  risk_settings: 'back',
  sandbox_clocks: 'stays',
  schedules: 'back',
  sign_ins: 'joins',
  subscriptions: 'back',
  tenants: 'stays',
  tombstones: 'gone',
  waitlist: 'back',
  webhook_endpoints: 'joins',
  webhook_secrets: 'joins',
};

export interface ReplaceOrder {
  readonly database: Database;
  readonly tenantId: string;
  /** where its files of evidence come back to; absent: they stay in the file */
  readonly blobs?: Blobs | undefined;
  readonly file: ExportFile;
  /** what the bell tells everybody */
  readonly notice: { readonly id: string; readonly title: string; readonly body: string; readonly at: number };
  /** rows so far, of up to twice as many as the file has: all are looked at before anything changes */
  readonly onRows?: (rows: number) => void;
  readonly signal?: AbortSignal;
}

/** @throws Refusal `invalid_request` where it is another's, ArchiveProblem; nothing has changed then */
export async function replaceBusiness({ database, tenantId, blobs, file, notice, onRows = () => {}, signal }: ReplaceOrder): Promise<void> {
  const twinId = (await twinOf(database, tenantId)) ?? null;
  const { business, sandbox } = file.manifest;
  if (business.id !== tenantId || (sandbox !== null && sandbox.id !== twinId))
    refuse('invalid_request', { reason: 'other_business', issues: [{ path: 'file', expected: 'an export of this business' }] });
  let total = 0;
  const progress = (rows: number) => {
    signal?.throwIfAborted();
    onRows((total += rows));
  };
  const parts: [Part, string][] = [...(sandbox === null ? [] : [['sandbox/', sandbox.id] as [Part, string]]), ['', tenantId]];
  for (const [part] of parts) for (const kept of keptTables.values()) for await (const rows of file.rows(part, kept)) progress(rows.length);
  if (blobs !== undefined) for (const [part, id] of parts) await bringFiles(blobs, { tenantId: id, files: file.files(part), signal });
  for (const [part, id] of parts)
    await database.write(id, async (db) => {
      await putBack(db, { file, part, progress });
      if (part === '') await db.insert(notifications, { ...notice, kind: 'GENERIC', bookingId: null, readAt: null });
    });
}

interface Putting {
  readonly file: ExportFile;
  readonly part: Part;
  progress(rows: number): void;
}

const only = async (rows: AsyncIterable<Row[]>): Promise<Row | undefined> => {
  for await (const [row] of rows) return row;
  return undefined;
};

async function putBack(db: WriteDb, { file, part, progress }: Putting): Promise<void> {
  const base = (await headOf(db, db.tenantId)).rev;
  const profile = (await db.find(profiles, db.tenantId)) ?? refuse('not_found', { kind: 'tenant', id: db.tenantId });
  const known = new Set((await db.list(members)).map(({ id }) => id));
  const headRow = keptTables.get('heads');
  const head = headRow && (await only(file.rows(part, headRow)));
  for (const [name, kept] of keptTables) {
    const fate = fates[name];
    if (fate === 'back' || fate === 'gone') await db.unstamped.delete(kept.table).where(eq(kept.table.tenantId, db.tenantId));
    if (fate === 'gone') db.touch(kept.table as never);
    if (fate === 'gone' || fate === 'stays') continue;
    for await (const rows of file.rows(part, kept)) {
      progress(rows.length);
      if (fate === 'back') await insertRows(db, kept, { rows: rows.map((row) => lifted(row, base)) });
      if (fate === 'joins') await insertRows(db, kept, { rows: rows.filter((row) => mayJoin(kept, { row, known })), onConflict: 'keep' });
    }
  }
  await withdrawCalls(db, { file, part });
  await db.unstamped
    .update(heads)
    .set({ rev: base + ((head?.['rev'] as number | undefined) ?? 0) })
    .where(eq(heads.tenantId, db.tenantId));
  await takeNewest(db, profile);
}

/**
 * What was decided since is undone: no provider is asked for it. What waited to be asked when the file was made waits again, and
 * under its own name: whatever came of it meanwhile is what it is answered with.
 */
async function withdrawCalls(db: WriteDb, { file, part }: Omit<Putting, 'progress'>): Promise<void> {
  const kept = keptTables.get('provider_calls');
  const then = new Set<unknown>();
  if (kept !== undefined)
    for await (const rows of file.rows(part, kept))
      for (const row of rows) {
        then.add(row['id']);
        if (row['status'] === 'PENDING') await askAgain(db, row as unknown as typeof providerCalls.$inferSelect);
      }
  const undone = { status: 'FAILED', error: 'undone by a restore', nextAttemptAt: null } as const;
  for (const { id } of await db.list(providerCalls, eq(providerCalls.status, 'PENDING')))
    if (!then.has(id)) await db.patch(providerCalls, id, undone);
}

async function askAgain(db: WriteDb, { id, nextAttemptAt }: typeof providerCalls.$inferSelect): Promise<void> {
  const now = await db.find(providerCalls, id);
  if (now === undefined || now.status === 'PENDING') return;
  // Another attempt: its answer is no longer the one that was settled.
  const again = { status: 'PENDING', error: null, leasedUntil: null, attemptCount: now.attemptCount + 1 } as const;
  await db.patch(providerCalls, id, { ...again, nextAttemptAt });
}

/** Every revision of the file, behind all that the desktops know. */
const lifted = (row: Row, base: number): Row => (typeof row['rev'] === 'number' ? { ...row, rev: row['rev'] + base } : row);

/** An address that opened the door for a member who is here already was taken from them since, or would be theirs still. */
const mayJoin = ({ name }: Kept, { row, known }: { row: Row; known: ReadonlySet<string> }): boolean =>
  name !== 'sign_ins' || !known.has(String(row['memberId']));

/** What stayed goes out under the newest revision. What the one who runs the server has decided about the business stays, too. */
async function takeNewest(db: WriteDb, { subdomain, verified, planQuota, sandbox }: typeof profiles.$inferSelect): Promise<void> {
  await db.patch(profiles, db.tenantId, { subdomain, verified, planQuota, sandbox });
  const { rev } = await headOf(db, db.tenantId);
  for (const [name, { table, columns }] of keptTables)
    if (fates[name] === 'joins' && columns.has('rev'))
      await db.unstamped
        .update(table as typeof members)
        .set({ rev })
        .where(eq(table.tenantId, db.tenantId));
}
