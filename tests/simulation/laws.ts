/** What must be true once the weather has cleared and everybody has come to rest. Rows are compared as they lie in the files. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkBooks } from './books.ts';
import type { Client } from './clients.ts';
import type { Desktop } from './desktop.ts';
import type { House } from './house.ts';
import type { Taken } from './memory.ts';
import type { Oracle } from './oracle.ts';
import type { Receivers } from './receivers.ts';
import type { Shop } from './shop.ts';
import { lookInto, type Row, type Sight } from './sight.ts';

const forAll = [
  ...['profiles', 'members', 'offerings', 'resources', 'photos', 'customers', 'schedules', 'exceptions', 'occupancies', 'waitlist'],
  ...['bookings', 'booking_items', 'orders', 'ledger_entries', 'payments', 'refunds', 'events', 'notifications', 'feeds'],
  ...['coupons', 'coupon_redemptions', 'evidence', 'disputes', 'dispute_messages'],
];
const forManagers = ['api_keys', 'webhook_endpoints'];
/** What no desktop ever gets. */
const forNobody = [
  'api_key_secrets',
  'member_passwords',
  'devices',
  'webhook_secrets',
  'deliveries',
  'command_log',
  'mails',
  'idempotency',
  'provider_calls',
];

export interface Ending {
  readonly server: Sight;
  readonly desktops: readonly Desktop[];
  readonly clients: readonly Client[];
  readonly house: House;
  readonly oracle: Oracle;
  readonly receivers: Receivers;
  readonly shop: Shop;
  readonly tenantId: string;
  /** what a server had refused that has forgotten it since */
  readonly forgotten: ReadonlySet<string>;
  complain(sentence: string): void;
}

export function checkEnding(ending: Ending): void {
  const { desktops, complain } = ending;
  for (const desktop of desktops) {
    const process = desktop.process();
    if (process === undefined) complain(`${desktop.name} is not at work when all is calm`);
    else checkRows(ending, { desktop, sight: process.sight });
  }
  checkCommands(ending);
  checkAnswers(ending);
  checkTime(ending);
  checkBooks(ending.server, complain);
  checkDeliveries(ending);
}

interface Screen {
  readonly desktop: Desktop;
  readonly sight: Sight;
}

/** A desktop has what the server would send its member from scratch: not a row less, not a row more. */
function checkRows({ server, complain, tenantId }: Ending, { desktop: { name }, sight }: Screen): void {
  const [state] = sight.all('select member from sync_state');
  const { id, role } = JSON.parse(String(state?.member)) as { id: string; role: string };
  const [there] = server.all('select role from members where id = ?', id);
  if (there?.role !== role) complain(`${name} takes its member for ${role}, and the server for ${there?.role}`);
  const visible = new Set([...forAll, ...(role === 'OWNER' || role === 'ADMIN' ? forManagers : [])]);
  for (const table of [...forAll, ...forManagers]) {
    const sql = `select * from "${table}" where tenant_id = ? order by id`;
    const wanted = visible.has(table) ? server.all(sql, tenantId) : [];
    compare(wanted, sight.all(sql, tenantId), (differ) => complain(`${name}’s ${table} differ from the server’s: ${differ}`));
  }
  for (const table of [...forNobody, 'before_images'])
    if (sight.all(`select * from "${table}"`).length > 0) complain(`${name} has rows in ${table}`);
}

function compare(wanted: readonly Row[], found: readonly Row[], onDifference: (words: string) => void): void {
  const [there, here] = [wanted, found].map((rows) => rows.map((row) => JSON.stringify(row)));
  if (there === undefined || here === undefined || JSON.stringify(there) === JSON.stringify(here)) return;
  const extra = here.filter((row) => !there.includes(row));
  const missing = there.filter((row) => !here.includes(row));
  onDifference(`it has ${extra.slice(0, 2).join(' ') || 'nothing else'}, it lacks ${missing.slice(0, 2).join(' ') || 'nothing'}`);
}

/** What was taken at a desk is in the server's history once, or before somebody's eyes with its error. */
function checkCommands({ server, desktops, forgotten, complain }: Ending): void {
  const log = new Map(server.all('select * from command_log').map((row) => [String(row.id), row]));
  const shown = new Map<string, Row>();
  const kept = new Set<string>();
  for (const { sight } of everyProfile(desktops)) {
    for (const item of sight.all('select * from attention')) shown.set(String(item.id), item);
    for (const { command_id: id } of sight.all('select command_id from local_commands')) kept.add(String(id));
    sight.close();
  }
  const known = new Set<string>();
  const holders = (id: string) => desktops.filter(({ memory }) => memory.taken.has(id)).length;
  for (const desktop of desktops) {
    const { taken, unsure, lost, discarded } = desktop.memory;
    for (const id of [...taken.keys(), ...unsure, ...lost]) known.add(id);
    for (const [id, command] of taken) {
      // who left and came back is another member: what they had not handed in before stays in the profile of the former one
      const isFormer = command.memberId !== desktop.memberId() && kept.has(id);
      // one copy was told no by a server that has forgotten it since, the other asked only then
      const isToldBoth = forgotten.has(id) && holders(id) > 1 && log.has(id) && shown.has(id);
      if (!isFormer && !isToldBoth && !discarded.has(id))
        checkCommand({ id, command, name: desktop.name, row: log.get(id), item: shown.get(id) }, complain);
    }
  }
  for (const [id, { name, device_id: device }] of log)
    if (device !== null && name !== 'sync.setAside' && !known.has(id)) complain(`the server did ${name}, which nobody was told`);
  for (const id of shown.keys()) if (!known.has(id)) complain(`${id} needs attention, and nobody asked for it`);
}

interface Fate {
  readonly id: string;
  readonly name: string;
  readonly command: Taken;
  readonly row: Row | undefined;
  readonly item: Row | undefined;
}

function checkCommand({ id, name, command, row, item }: Fate, complain: (sentence: string) => void): void {
  const what = `${name} took ${command.name} (${id}), and`;
  if (row === undefined && item === undefined) complain(`${what} it is lost`);
  else if (row?.refusal === null && item !== undefined) complain(`${what} it was done and needs attention`);
  else if (row !== undefined && row.refusal !== null && item === undefined) complain(`${what} nobody sees that it was refused`);
  else if (row !== undefined && row.refusal !== null && row.name !== 'sync.setAside' && item?.code !== row.refusal)
    complain(`${what} it was refused as ${row.refusal} and is shown as ${item?.code}`);
}

/** every member's profile on every disk, those of former members too */
function everyProfile(desktops: readonly Desktop[]): { sight: Sight }[] {
  return desktops.flatMap((desktop) => {
    const folder = join(desktop.folder(), 'profiles');
    return readdirSync(folder)
      .filter((name) => name.endsWith('.sqlite'))
      .map((name) => ({ sight: lookInto(join(folder, name)) }));
  });
}

/** What somebody was told is booked is booked, and once however often they asked. */
function checkAnswers({ server, clients, house, complain }: Ending): void {
  const bookings = new Set(server.all('select id from bookings').map(({ id }) => id));
  for (const client of clients)
    for (const id of client.madeIn(house.history()))
      if (!bookings.has(id)) complain(`somebody was told of ${id}, and there is no such booking`);
  const twice = "select customer_notes from bookings where customer_notes like 'order %' group by customer_notes having count(*) > 1";
  for (const { customer_notes: order } of server.all(twice)) complain(`${order} was asked for under one key, and booked twice`);
}

/** The time that is taken is the time of the bookings that stand, neither more nor less. */
function checkTime({ server, complain }: Ending): void {
  const standing = server.all(
    `select i.* from booking_items i join bookings b on b.tenant_id = i.tenant_id and b.id = i.booking_id
      join offerings o on o.tenant_id = i.tenant_id and o.id = i.offering_id
      where b.status not in ('CANCELLED', 'REFUNDED') and (b.status <> 'PENDING' or o.pending_takes_place = 1)`,
  );
  const wanted = standing.flatMap((item) =>
    [item.offering_id, ...(JSON.parse(String(item.resource_ids)) as string[])].map(
      (subject) => `${subject} ${item.id} ${item.starts_at} ${item.ends_at} ${item.quantity}`,
    ),
  );
  const found = server
    .all("select * from occupancies where source = 'booking'")
    .map((row) => `${row.subject_id} ${row.source_id} ${row.starts_at} ${row.ends_at} ${row.quantity}`);
  const extra = found.filter((text) => !wanted.includes(text));
  const missing = wanted.filter((text) => !found.includes(text));
  if (extra.length > 0) complain(`time is taken by no booking: ${extra[0]}`);
  if (missing.length > 0) complain(`a booking’s time is not taken: ${missing[0]}`);
}

/** Every event came to everybody who wanted it, or was tried as often as was promised. */
function checkDeliveries({ server, oracle, receivers, shop, complain }: Ending): void {
  for (const { id, url } of shop.endpoints) {
    const came = receivers.cameTo(url);
    for (const event of oracle.due.get(id) ?? []) {
      if (came.has(event)) continue;
      const [delivery] = server.all('select * from deliveries where endpoint_id = ? and event_id = ?', id, event);
      const attempts = JSON.parse(String(delivery?.attempts ?? '[]')) as { status: number | null }[];
      const isGivenUp = delivery?.status === 'FAILED' && attempts.filter(({ status }) => status !== 200).length >= 6;
      if (!isGivenUp) complain(`the event ${event} never came to ${url}: its delivery is ${delivery?.status ?? 'missing'}`);
    }
  }
}
