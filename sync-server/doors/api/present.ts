/** From the core's shapes to the API's: instants become ISO 8601, and fields get the names of the contract. */
import { isoOf } from '#core/base/time.ts';
import type { BookingDetail, BookingItem, HistoryEntry } from '#core/domains/bookings/model.ts';
import type { Offering, Photo, Resource } from '#core/domains/catalog/model.ts';
import type { Customer } from '#core/domains/customers/model.ts';
import { variantWidths } from '#server/photos/variants.ts';
import { isoOrNull } from '../http/schemas.ts';
import { moneyAnswer } from './money.ts';

interface Stamped {
  readonly createdAt: number;
  readonly updatedAt: number;
}

const stamps = ({ createdAt, updatedAt }: Stamped) => ({ createdAt: isoOf(createdAt), updatedAt: isoOf(updatedAt) });

export type PhotoRef = Pick<Photo, 'id' | 'offeringId' | 'alt'>;

export interface PhotoPlace {
  readonly publicUrl: string;
  readonly tenant: string;
}

export function photoAnswer({ id, alt }: PhotoRef, { publicUrl, tenant }: PhotoPlace) {
  const url = `${publicUrl}/v1/storefront/${tenant}/photos/${id}`;
  return { id, alt, url, variants: variantWidths.map((width) => ({ width, url: `${url}?w=${width}` })) };
}

export const locationAnswer = ({ locationName, locationAddress }: Pick<Offering, 'locationName' | 'locationAddress'>) =>
  locationName === null ? null : { name: locationName, address: locationAddress };

export function offeringAnswer(offering: Offering, { photos, place }: { photos: readonly PhotoRef[]; place: PhotoPlace }) {
  const { id, status, title, slug, description, productTypeKey, categories, attributes, color } = offering;
  const { pricingModel, basePriceCents, quantityTiers, floorCents, ceilingCents, plan, currency, taxBps, taxIncluded } = offering;
  const { timezone, durationMinutes, durations, slotMinutes, startTimes, capacity, bufferBeforeMinutes, bufferAfterMinutes } = offering;
  const { dailyLimit, customerDailyLimit, customerOpenLimit, nights, addOns, questions } = offering;
  const { minNoticeMinutes, maxAdvanceDays, approval, pendingTakesPlace, resourceGroups } = offering;
  const { customerMoveMinutes, cancellationPolicy, deposit } = offering;
  return {
    ...{ id, status, title, slug, description, productTypeKey, categories, attributes, color },
    location: locationAnswer(offering),
    ...{ pricingModel, basePriceCents, quantityTiers, floorCents, ceilingCents, plan, currency, taxBps, taxIncluded },
    ...{ timezone, durationMinutes, durations, slotMinutes, startTimes, capacity, bufferBeforeMinutes, bufferAfterMinutes },
    ...{ dailyLimit, customerDailyLimit, customerOpenLimit, nights, addOns, questions },
    ...{ minNoticeMinutes, maxAdvanceDays, approval, pendingTakesPlace, resourceGroups, customerMoveMinutes, cancellationPolicy, deposit },
    photos: photos.map((photo) => photoAnswer(photo, place)),
    rating: null,
    trashedAt: isoOrNull(offering.trashedAt),
    ...stamps(offering),
  };
}

type LocationIn = { readonly name: string; readonly address: string | null } | null;

/** The API's offering fields as the core's: `location` is two of them. */
export function offeringFields<T extends { location?: LocationIn | undefined }>({ location, ...fields }: T) {
  if (location === undefined) return fields;
  return { ...fields, locationName: location?.name ?? null, locationAddress: location?.address ?? null };
}

export function resourceAnswer({ id, name, kind, memberId, quantity, active, ...resource }: Resource) {
  return { id, name, kind, memberId, quantity, active, ...stamps(resource) };
}

export function customerAnswer({ id, name, email, phone, notes, ...customer }: Customer) {
  return { id, name, email, phone, notes, ...stamps(customer) };
}

function itemAnswer({ id, offeringId, offeringTitle, resourceIds, resourceNames, timezone, quantity, ...item }: BookingItem) {
  const { priceCents, discountCents, taxCents, steps, addOns, answers, subscriptionId } = item;
  return {
    ...{ id, offeringId, offeringTitle, resourceId: resourceIds[0] ?? null, resourceIds, resourceNames, timezone, quantity },
    ...{ startsAt: isoOf(item.startsAt), endsAt: isoOf(item.endsAt), openToOthers: item.openToOthers },
    ...{ priceCents, discountCents, taxCents, steps, addOns, answers, subscriptionId },
  };
}

/** What a cancellation does now, of what was paid and what is held. */
export const cancelAnswer = ({ cancelNow: { refundPercent, until }, moneyNow: { refundCents, chargeCents } }: BookingDetail) => ({
  ...{ refundPercent, refundCents, chargeCents },
  until: isoOrNull(until),
});

export function listedBooking(booking: BookingDetail) {
  const { id, confirmationCode, status, source, moves, notes, customerNotes } = booking;
  const { customerId, customerName: name, customerEmail: email, customerPhone: phone } = booking;
  const { subtotalCents, discountCents, taxCents, totalCents, currency, couponCode, riskReview } = booking;
  const { cancellationPolicy, refundPercent, cancelledBy, cancellationReason } = booking;
  return {
    ...{ id, confirmationCode, status, source, seriesId: booking.seriesId, customer: { id: customerId, name, email, phone } },
    ...{ startsAt: isoOf(booking.startsAt), endsAt: isoOf(booking.endsAt) },
    items: booking.items.map(itemAnswer),
    ...{ subtotalCents, discountCents, taxCents, totalCents, currency, couponCode },
    ...moneyAnswer(booking),
    ...{ cancellationPolicy, refundPercent, cancelledBy, cancellationReason },
    ...{ riskScore: booking.risk?.score ?? null, riskReviewStatus: riskReview },
    cancelNow: moves.includes('cancel') ? cancelAnswer(booking) : null,
    ...{ moves, notes, customerNotes },
    confirmedAt: isoOrNull(booking.confirmedAt),
    checkedInAt: isoOrNull(booking.checkedInAt),
    completedAt: isoOrNull(booking.completedAt),
    cancelledAt: isoOrNull(booking.cancelledAt),
    ...stamps(booking),
  };
}

const historyAnswer = ({ id, name, at, actorKind, actorName, data }: HistoryEntry) => ({
  ...{ id, event: name, at: isoOf(at), by: { kind: actorKind as 'member', name: actorName }, data },
});

export function bookingAnswer(booking: BookingDetail) {
  const { history, risk } = booking;
  const riskSignals = (risk?.signals ?? []).map((signal) => ({ ...signal }));
  return { ...listedBooking(booking), riskSignals, lastEvent: history.at(-1)?.name ?? null, history: history.map(historyAnswer) };
}

/** Drops what was not said: the core's schemas know a missing key, not an undefined one. */
export function said<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
