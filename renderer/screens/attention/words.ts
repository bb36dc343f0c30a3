/** A refused command as a sentence: what this device did, so that whoever did it knows it again. */
import type { Json } from '#core/base/json.ts';
import { formatMoney } from '#core/base/money.ts';
import type { AttentionItem } from '#core/engine/bridge.ts';
import { wordsOf } from '../../bridge/sentences.ts';
import { formatAt } from '../../components/times.ts';
import { type NewRule, weekText } from '../availability/hours.ts';

export type Fields = Record<string, Json>;

export const fieldsOf = (value: Json | undefined): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** The only one of a series. */
export const firstItem = (input: Json): Fields => {
  const { items, item } = fieldsOf(input);
  return fieldsOf(Array.isArray(items) ? (items[0] as Json) : item);
};

/** The offering or resource that a command is about; of several the first. */
export function subjectIdOf(input: Json): string | undefined {
  const fields = fieldsOf(input);
  const { subjectIds } = fields;
  const named = [fields['offeringId'], fields['subjectId'], fields['resourceId'], Array.isArray(subjectIds) ? subjectIds[0] : undefined];
  return [...named, firstItem(input)['offeringId']].find((id) => typeof id === 'string');
}

const textIn = (fields: Fields, name: string): string | null =>
  typeof fields[name] === 'string' && fields[name] !== '' ? fields[name] : null;
const timeIn = (fields: Fields, name: string): number | null => (typeof fields[name] === 'number' ? fields[name] : null);

/** Words for each command; those of edits name the field. `{who}` and `{when}` are filled where they are known. */
const tried: Readonly<Record<string, string>> = {
  'bookings.create': 'Booking {who}{when}',
  'bookings.reschedule': 'Moving {who}{when}',
  'bookings.approve': 'Approving {who}',
  'bookings.decline': 'Declining {who}',
  'bookings.cancel': 'Cancelling {who}',
  'bookings.release': 'Releasing {who} from review',
  'bookings.updateRiskSettings': 'Change of what is held for review',
  'bookings.checkIn': 'Checking in {who}',
  'bookings.complete': 'Completing {who}',
  'bookings.noShow': 'Marking {who} as a no-show',
  'bookings.undoNoShow': 'Taking back the no-show of {who}',
  'bookings.refund': 'Marking {who} as refunded',
  'bookings.editNotes': 'Notes on {who}',
  'bookings.addEvidence': 'Evidence about {who}',
  'bookings.removeEvidence': 'Removing evidence about {who}',
  'bookings.createSeries': 'Series for {who}{when}',
  'bookings.moveSeries': 'Moving the dates of a series',
  'bookings.cancelSeries': 'Cancelling the rest of a series',
  'disputes.open': 'Dispute about {who}',
  'disputes.reply': 'Reply to {who} in a dispute',
  'disputes.resolve': 'Resolving the dispute of {who}',
  'disputes.withdraw': 'Taking back the dispute about {who}',
  'disputes.addEvidence': 'Evidence in the dispute of {who}',
  'catalog.createOffering': 'New offering {title}',
  'catalog.updateOffering': 'Change of {title}',
  'catalog.publishOffering': 'Publishing {title}',
  'catalog.unpublishOffering': 'Unpublishing {title}',
  'catalog.archiveOffering': 'Archiving {title}',
  'catalog.restoreOffering': 'Restoring {title}',
  'catalog.trashOffering': 'Moving {title} to the trash',
  'catalog.addPhoto': 'New photo of {title}',
  'catalog.removePhoto': 'Removing a photo',
  'catalog.updatePhoto': 'Description of a photo',
  'catalog.orderPhotos': 'Order of the photos of {title}',
  'catalog.createProductType': 'New product type {title}',
  'catalog.updateProductType': 'Change of the product type {title}',
  'catalog.removeProductType': 'Removing a product type',
  'catalog.createCategory': 'New category {title}',
  'catalog.updateCategory': 'Change of the category {title}',
  'catalog.removeCategory': 'Removing a category',
  'catalog.orderCategories': 'Order of the categories',
  'catalog.createResource': 'New resource {title}',
  'catalog.updateResource': 'Change of {title}',
  'catalog.archiveResource': 'Archiving {title}',
  'catalog.restoreResource': 'Restoring {title}',
  'availability.setSchedule': 'Weekly hours of {title}',
  'availability.addException': 'Exception of {title}{when}',
  'availability.removeException': 'Removing an exception',
  'availability.addExternalCalendar': 'New outside calendar {title}',
  'availability.updateExternalCalendar': 'Change of the outside calendar {title}',
  'availability.removeExternalCalendar': 'Removing an outside calendar',
  'pricing.createRule': 'New price rule {title}',
  'pricing.updateRule': 'Change of the price rule {title}',
  'pricing.removeRule': 'Removing a price rule',
  'pricing.orderRules': 'Order of the price rules',
  'pricing.startSubscription': 'Starting a plan of a customer: {title}',
  'pricing.endSubscription': "Ending a customer's plan",
  'pricing.waiveDue': 'Waiving what is due for a plan',
  'pricing.restoreDue': 'Charging again what was waived of a plan',
  'customers.create': 'New customer {who}',
  'customers.update': 'Change of {who}',
  'customers.merge': 'Merging customers',
  'customers.erase': 'Erasing {who}',
  'payments.record': 'Payment for {who}',
  'payments.refund': 'Refund of a payment',
  'payments.handBack': 'Handing money back to a customer',
  'payments.updateSettings': 'Change of how customers pay',
  'promotions.createCoupon': 'New coupon {title}',
  'promotions.updateCoupon': 'Change of the coupon {title}',
  'promotions.trashCoupon': 'Moving a coupon to the trash',
  'promotions.restoreCoupon': 'Restoring a coupon',
  'waitlist.join': 'Waiting list: {who}',
  'waitlist.leave': 'Taking a customer off the waiting list',
  'waitlist.decline': 'Declining an offer of the waiting list',
  'notifications.markRead': 'Marking notifications as read',
  'notifications.setMailText': 'New words of a letter',
  'notifications.resetMailText': 'Going back to the usual words of a letter',
  'notifications.updateMailSettings': 'Change of the mail settings',
  'tenants.updateProfile': "Change of the business's profile",
};

export const hasWords = (command: string): boolean => Object.hasOwn(tried, command);

export interface Known {
  /** the customer, where the command names only a booking */
  who?: string | undefined;
  /** the offering or resource */
  title?: string | undefined;
  timezone?: string | undefined;
}

/** What is said where this device doesn't know, or no longer, whom and what a command names. */
const somebody = (command: string) => (/^(customers|waitlist|disputes)\.|^bookings\.create/.test(command) ? 'a customer' : 'a booking');
const something = (id: string | undefined) => (id === undefined ? '' : id.startsWith('res_') ? 'a resource' : 'an offering');

export function whatWasTried(item: Pick<AttentionItem, 'name' | 'input'>, known: Known = {}): string {
  const input = fieldsOf(item.input);
  const customer = fieldsOf(input['customer']);
  const changes = fieldsOf(input['changes']);
  const who = known.who ?? textIn(customer, 'name') ?? textIn(input, 'name') ?? textIn(changes, 'name') ?? somebody(item.name);
  const named =
    textIn(input, 'title') ?? textIn(input, 'name') ?? textIn(input, 'code') ?? textIn(changes, 'title') ?? textIn(changes, 'name');
  const title = known.title ?? named ?? something(subjectIdOf(item.input));
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

const isWeek = (value: Json): value is Json & NewRule[] =>
  Array.isArray(value) && value.every((rule) => textIn(fieldsOf(rule), 'startTime') !== null && 'validFrom' in fieldsOf(rule));

export const fieldWords = (field: string): string => (field === 'rules' ? 'hours' : wordsOf(field).toLowerCase());

/** A field's value as a person writes it. */
export function valueWords(field: string, value: Json | undefined, currency: string): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'number' && field.endsWith('Cents')) return formatMoney(value, { currency });
  if (typeof value === 'number' && field.endsWith('Bps')) return `${value / 100} %`;
  if (typeof value === 'number' && field.endsWith('Percent')) return `${value} %`;
  if (typeof value === 'number' && field.endsWith('Minutes')) return `${value} min`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (field === 'rules' && isWeek(value)) return weekText(value);
  return Array.isArray(value) ? `${value.length} ${value.length === 1 ? 'entry' : 'entries'}` : 'a different setting';
}
