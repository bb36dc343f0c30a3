/** Offerings, their hours and the exceptions from them. */
import { asc } from 'drizzle-orm';
import { mine, type ReadDb } from '#core/data/database.ts';
import { exceptions, schedules } from '#core/domains/availability/tables.ts';
import { offerings } from '#core/domains/catalog/tables.ts';
import { amount, type Line, type Sheet, utc, yesNo } from './sheet.ts';
import type { Subjects } from './subjects.ts';

const offeringTitles = [
  ...['Title', 'Web address', 'Status', 'Kind', 'Categories', 'Price', 'Currency', 'Priced', 'Tax %', 'Tax in the price', 'Time zone'],
  ...['Lasts (min)', 'Starts every (min)', 'Places', 'Free before (min)', 'Free after (min)', 'Notice (min)', 'Ahead (days)'],
  ...['Approval', 'Requests keep their time', 'Location', 'Address', 'Description', 'Added (UTC)', 'Offering id'],
];

export const offeringSheet = (db: ReadDb): Sheet => ({ titles: offeringTitles, pages: offeringPages(db) });

/** In one piece: there are hundreds at most. */
async function* offeringPages(db: ReadDb): AsyncGenerator<Line[]> {
  const rows = await db.select().from(offerings).where(mine(db, offerings)).orderBy(asc(offerings.id));
  yield rows.map((offering) => ({
    Title: offering.title,
    'Web address': offering.slug,
    Status: offering.status,
    Kind: offering.productTypeKey,
    Categories: offering.categories.join(', '),
    Price: amount(offering.basePriceCents, offering.currency),
    Currency: offering.currency,
    Priced: offering.pricingModel,
    'Tax %': offering.taxBps / 100,
    'Tax in the price': yesNo(offering.taxIncluded),
    'Time zone': offering.timezone,
    'Lasts (min)': offering.durationMinutes,
    'Starts every (min)': offering.slotMinutes,
    Places: offering.capacity,
    'Free before (min)': offering.bufferBeforeMinutes,
    'Free after (min)': offering.bufferAfterMinutes,
    'Notice (min)': offering.minNoticeMinutes,
    'Ahead (days)': offering.maxAdvanceDays,
    Approval: offering.approval,
    'Requests keep their time': yesNo(offering.pendingTakesPlace),
    Location: offering.locationName,
    Address: offering.locationAddress,
    Description: offering.description,
    'Added (UTC)': utc(offering.createdAt),
    'Offering id': offering.id,
  }));
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const scheduleTitles = [
  'For',
  'Weekday',
  'From',
  'Until',
  'Time zone',
  'Starts every (min)',
  'Places',
  'Valid from',
  'Valid until',
  'Of (id)',
];

export const scheduleSheet = (db: ReadDb, subjects: Subjects): Sheet => ({ titles: scheduleTitles, pages: schedulePages(db, subjects) });

/** One line a rule. */
async function* schedulePages(db: ReadDb, subjects: Subjects): AsyncGenerator<Line[]> {
  const rows = await db.select().from(schedules).where(mine(db, schedules)).orderBy(asc(schedules.id));
  yield rows.flatMap(({ id, rules }) =>
    rules.map((rule) => ({
      For: subjects(id).name,
      Weekday: weekdays[rule.dayOfWeek - 1] ?? rule.dayOfWeek,
      From: rule.startTime,
      Until: rule.endTime,
      'Time zone': subjects(id).zone,
      'Starts every (min)': rule.slotMinutes,
      Places: rule.capacity,
      'Valid from': rule.validFrom,
      'Valid until': rule.validUntil,
      'Of (id)': id,
    })),
  );
}

const exceptionTitles = ['For', 'Kind', 'From', 'Until', 'Time zone', 'Starts every (min)', 'Places', 'Reason', 'Of (id)', 'Exception id'];

export const exceptionSheet = (db: ReadDb, subjects: Subjects): Sheet => ({ titles: exceptionTitles, pages: exceptionPages(db, subjects) });

async function* exceptionPages(db: ReadDb, subjects: Subjects): AsyncGenerator<Line[]> {
  const rows = await db.select().from(exceptions).where(mine(db, exceptions)).orderBy(asc(exceptions.fromLocal), asc(exceptions.id));
  yield rows.map(({ id, subjectId, kind, fromLocal, toLocal, slotMinutes, capacity, reason }) => ({
    For: subjects(subjectId).name,
    Kind: kind,
    From: fromLocal.replace('T', ' '),
    Until: toLocal.replace('T', ' '),
    'Time zone': subjects(subjectId).zone,
    'Starts every (min)': slotMinutes,
    Places: capacity,
    Reason: reason,
    'Of (id)': subjectId,
    'Exception id': id,
  }));
}
