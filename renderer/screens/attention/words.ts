/** A refused command as a sentence: what this device did, so that whoever did it knows it again. */
import type { Json } from '#core/base/json.ts';
import { formatMoney } from '#core/base/money.ts';
import type { AttentionItem } from '#core/engine/bridge.ts';
import { wordsOf } from '../../bridge/sentences.ts';
import { formatAt } from '../../components/times.ts';

export type Fields = Record<string, Json>;

export const fieldsOf = (value: Json | undefined): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const firstItem = (input: Json): Fields => {
  const { items } = fieldsOf(input);
  return Array.isArray(items) ? fieldsOf(items[0] as Json) : {};
};

const textIn = (fields: Fields, name: string): string | null =>
  typeof fields[name] === 'string' && fields[name] !== '' ? fields[name] : null;
const timeIn = (fields: Fields, name: string): number | null => (typeof fields[name] === 'number' ? fields[name] : null);

/** Words for each command; those of edits name the field. `{who}` and `{when}` are filled where they are known. */
const tried: Record<string, string> = {
  'bookings.create': 'Booking {who}{when}',
  'bookings.reschedule': 'Moving {who}{when}',
  'bookings.approve': 'Approving {who}',
  'bookings.decline': 'Declining {who}',
  'bookings.cancel': 'Cancelling {who}',
  'bookings.checkIn': 'Checking in {who}',
  'bookings.complete': 'Completing {who}',
  'bookings.noShow': 'Marking {who} as a no-show',
  'bookings.undoNoShow': 'Taking back the no-show of {who}',
  'bookings.refund': 'Marking {who} as refunded',
  'bookings.editNotes': 'Notes on {who}',
  'catalog.createOffering': 'New offering {title}',
  'catalog.updateOffering': 'Change of {title}',
  'catalog.publishOffering': 'Publishing {title}',
  'catalog.unpublishOffering': 'Unpublishing {title}',
  'catalog.archiveOffering': 'Archiving {title}',
  'catalog.restoreOffering': 'Restoring {title}',
  'catalog.addPhoto': 'New photo of {title}',
  'catalog.removePhoto': 'Removing a photo',
  'catalog.createResource': 'New resource {title}',
  'catalog.updateResource': 'Change of {title}',
  'catalog.archiveResource': 'Archiving {title}',
  'availability.setSchedule': 'Weekly hours of {title}',
  'availability.addException': 'Exception of {title}{when}',
  'availability.removeException': 'Removing an exception',
  'customers.create': 'New customer {who}',
  'customers.update': 'Change of {who}',
  'tenants.updateProfile': "Change of the business's profile",
};

export interface Known {
  /** the customer, where the command names only a booking */
  who?: string | undefined;
  /** the offering or resource */
  title?: string | undefined;
  timezone?: string | undefined;
}

export function whatWasTried(item: Pick<AttentionItem, 'name' | 'input'>, known: Known = {}): string {
  const input = fieldsOf(item.input);
  const customer = fieldsOf(input['customer']);
  const changes = fieldsOf(input['changes']);
  const who = known.who ?? textIn(customer, 'name') ?? textIn(input, 'name') ?? textIn(changes, 'name') ?? 'a booking';
  const title = known.title ?? textIn(input, 'title') ?? textIn(input, 'name') ?? textIn(changes, 'title') ?? '';
  const start = timeIn(firstItem(item.input), 'startsAt') ?? timeIn(input, 'startsAt');
  const day = textIn(input, 'from');
  const when =
    start !== null
      ? `${item.name === 'bookings.reschedule' ? ' to' : ','} ${formatAt(start, 'dayTime', known.timezone)}`
      : day !== null
        ? `, ${formatAt(Date.parse(`${day.slice(0, 10)}T12:00Z`), 'day', 'UTC')}`
        : '';
  const words = tried[item.name] ?? wordsOf(item.name.replace(/^\w+\./, ''));
  return words.replace('{who}', who).replace('{title}', title).replace('{when}', when).trim();
}

/** A field's value as a person writes it. */
export function valueWords(field: string, value: Json | undefined, currency: string): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'number' && field.endsWith('Cents')) return formatMoney(value, { currency });
  if (typeof value === 'number' && field.endsWith('Bps')) return `${value / 100} %`;
  if (typeof value === 'number' && field.endsWith('Percent')) return `${value} %`;
  if (typeof value === 'number' && field.endsWith('Minutes')) return `${value} min`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return Array.isArray(value) ? `${value.length} entries` : 'a different setting';
}
