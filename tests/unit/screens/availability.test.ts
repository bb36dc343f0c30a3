import { describe, expect, it } from 'vitest';
import type { AffectedBooking, ExternalCalendar, Impact, LocalException } from '#core/domains/availability/model.ts';
import { addressProblem, agoText, stateOf } from '../../../renderer/screens/availability/calendarWords.ts';
import { formOf, marksOf, nextTimes, timesOf, whenText } from '../../../renderer/screens/availability/exceptionWords.ts';
import { closingOf, guessCountry, rowsOf } from '../../../renderer/screens/availability/holidayChoice.ts';
import { hoursText, ruleOf } from '../../../renderer/screens/availability/hours.ts';
import { changeWords, impactLine, impactSentence, merged } from '../../../renderer/screens/availability/impact.ts';
import { blockOf, type Cursor, moveCursor, openIn } from '../../../renderer/screens/availability/keyCursor.ts';

const block = (from: string, to: string, yearly: boolean): LocalException => ({
  ...{ id: 'exc', kind: 'BLOCK', from, to, capacity: null, slotMinutes: null, reason: null, yearly },
});

describe('a day off that is changed', () => {
  it('is asked for as it was: days, or hours of one; what runs over days from hour to hour has no form', () => {
    expect(formOf(block('2026-12-24T00:00', '2026-12-27T00:00', false))).toEqual({ from: '2026-12-24', to: '2026-12-26', hours: null });
    const [from, to] = ['2026-12-24', '2026-12-24'];
    const afternoon = { from, to, hours: hoursText([{ startTime: '13:00', endTime: '17:30' }]) };
    expect(formOf(block('2026-12-24T13:00', '2026-12-24T17:30', false))).toEqual(afternoon);
    expect(formOf(block('2026-12-24T22:00', '2026-12-25T02:00', false))).toMatchObject({ from, to, hours: expect.stringContaining('22') });
    expect(formOf(block('2026-12-24T13:00', '2026-12-25T00:00', false))).toMatchObject({ from, to });
    expect(formOf(block('2026-12-24T13:00', '2026-12-26T10:00', false))).toBeNull();
    expect(formOf(block('2026-12-24T13:00', '2026-12-25T14:00', false))).toBeNull();
  });
});

describe('a day off that comes back each year', () => {
  const christmas = block('2025-12-24T00:00', '2025-12-27T00:00', true);

  it('is there in each year from its first on, and not before', () => {
    expect(timesOf(christmas, '2024-01-01', '2027-12-31').map(({ from }) => from)).toEqual([
      '2025-12-24T00:00',
      '2026-12-24T00:00',
      '2027-12-24T00:00',
    ]);
    expect(timesOf({ ...christmas, yearly: false }, '2026-01-01', '2027-12-31')).toEqual([]);
  });

  it('is marked on its days of a later year', () => {
    const marks = marksOf([christmas], '2027-01-01', '2027-12-31');
    expect([...marks.keys()]).toEqual(['2027-12-24', '2027-12-25', '2027-12-26']);
    expect(marks.get('2027-12-25')).toEqual({ kind: 'BLOCK', part: false, text: 'Closed, every year', date: '2027-12-25' });
  });

  it('may reach over the new year', () => {
    const holidays = block('2025-12-30T00:00', '2026-01-03T00:00', true);
    expect([...marksOf([holidays], '2027-01-01', '2027-01-31').keys()]).toEqual(expect.arrayContaining(['2027-01-01', '2027-01-02']));
  });

  it('of 29 February comes in leap years alone', () => {
    const leapDay = block('2024-02-29T00:00', '2024-03-01T00:00', true);
    expect(timesOf(leapDay, '2025-01-01', '2029-12-31')).toEqual([{ from: '2028-02-29T00:00', to: '2028-03-01T00:00' }]);
    expect(nextTimes(leapDay, '2096-03-01')?.from).toBe('2104-02-29T00:00');
  });

  it('is never over, and says no year', () => {
    expect(nextTimes(christmas, '2030-12-27')?.from).toBe('2031-12-24T00:00');
    expect(nextTimes(christmas, '2030-12-26')?.from).toBe('2030-12-24T00:00');
    expect(nextTimes({ ...christmas, yearly: false }, '2025-12-27')).toBeNull();
    expect(whenText(christmas)).toMatch(/every year$/);
    expect(whenText(christmas)).not.toContain('2025');
  });
});

describe('what a change of hours would do', () => {
  const booking = (itemId: string, startsAt: number): AffectedBooking => ({
    ...{ bookingId: 'bkg', itemId, customerName: 'Ada', offeringTitle: 'Bench', startsAt, endsAt: startsAt + 1, timezone: 'UTC' },
  });
  const impact = (changes: Partial<Impact>): Impact => ({
    days: 90,
    opens: 0,
    closes: 0,
    bookings: [],
    affected: 0,
    holds: 0,
    ...changes,
  });

  it('is said in a line', () => {
    expect(changeWords(impact({}))).toBe('');
    expect(changeWords(impact({ opens: 1 }))).toBe('opens 1 start');
    expect(changeWords(impact({ closes: 24, opens: 3 }))).toBe('closes 24 starts, opens 3');
    expect(impactSentence(impact({ closes: 24, opens: 3, affected: 2 }))).toBe(
      'In the next 90 days it closes 24 starts, opens 3. 2 bookings lie outside and stand as they are:',
    );
  });

  it('is said before it is saved, with nobody hit and with somebody about to be', () => {
    expect(impactLine(impact({}))).toBe('No start in the next 90 days opens or closes. No booking is affected.');
    expect(impactLine(impact({ closes: 24, opens: 3, holds: 1 }))).toBe(
      'In the next 90 days it closes 24 starts, opens 3. No booking is affected. One customer is about to book such a time.',
    );
    expect(impactLine(impact({ days: 731, closes: 9 }))).toBe('In the next two years it closes 9 starts. No booking is affected.');
    expect(impactLine(impact({ opens: 12, affected: 1 }))).toBe('In the next 90 days it opens 12 starts.');
  });

  it('of several changes counts a booking once', () => {
    const one = impact({ closes: 2, bookings: [booking('a', 2), booking('b', 1)], affected: 2 });
    const other = impact({ closes: 1, bookings: [booking('a', 2)], affected: 1 });
    expect(merged([one, other])).toMatchObject({ closes: 3, affected: 2, bookings: [{ itemId: 'b' }, { itemId: 'a' }] });
    expect(merged([])).toBeNull();
  });
});

describe('an outside calendar', () => {
  const now = Date.parse('2026-11-21T12:00Z');
  const minutes = (count: number) => now - count * 60_000;
  const calendar: ExternalCalendar = {
    ...{
      id: 'xc',
      subjectId: 'off',
      name: 'Airbnb',
      url: 'https://example.com/a.ics',
      active: true,
      events: 12,
      stale: false,
      createdAt: 0,
    },
    ...{ lastTriedAt: minutes(4), lastSuccessAt: minutes(4), lastError: null },
  };

  it('says when it was read, and what was in it', () => {
    expect(stateOf(calendar, now)).toEqual({ tone: 'ok', word: 'Read 4 minutes ago', detail: '12 busy times' });
    expect(stateOf({ ...calendar, events: 1 }, now).detail).toBe('1 busy time');
    expect(agoText(minutes(0), now)).toBe('just now');
    expect(agoText(minutes(60 * 50), now)).toBe('2 days ago');
  });

  it('says in words that it may be old, and that it failed', () => {
    const failing = { ...calendar, lastError: 'It answered 404.', lastSuccessAt: minutes(60 * 30) };
    expect(stateOf({ ...failing, stale: true }, now)).toMatchObject({ tone: 'stale', word: 'May be out of date' });
    expect(stateOf(failing, now)).toMatchObject({ tone: 'failing' });
    expect(stateOf({ ...calendar, lastTriedAt: null, lastSuccessAt: null }, now).tone).toBe('waiting');
    expect(stateOf({ ...failing, stale: true, active: false }, now).tone).toBe('paused');
  });

  it.each(['', 'calendar.ics', 'ftp://example.com/a.ics', 'https://', 'javascript:alert(1)'])('has no address like %j', (text) => {
    expect(addressProblem(text)).not.toBeNull();
  });

  it.each(['https://example.com/a.ics', ' webcal://p01.icloud.com/x '])('may have the address %j', (text) => {
    expect(addressProblem(text)).toBeNull();
  });
});

describe('painting by keyboard', () => {
  const press = (key: string, shiftKey = false) => ({ key, shiftKey });
  const walk = (cursor: Cursor, keys: ReturnType<typeof press>[]) =>
    keys.reduce<Cursor>((at, key) => moveCursor(at, key, 30) ?? at, cursor);
  const start: Cursor = { day: 1, minutes: 540, anchor: null };

  it('widens with Shift over hours and days, and shrinks to a cell without', () => {
    const wide = walk(start, [press('ArrowDown', true), press('ArrowDown', true), press('ArrowRight', true)]);
    expect(blockOf(wide, 30)).toEqual({ firstDay: 1, lastDay: 2, from: 540, to: 630 });
    expect(blockOf(walk(wide, [press('ArrowUp')]), 30)).toEqual({ firstDay: 2, lastDay: 2, from: 570, to: 600 });
  });

  it('stays within the week', () => {
    expect(walk(start, [press('ArrowLeft'), press('Home'), press('ArrowUp')])).toEqual({ day: 1, minutes: 0, anchor: null });
    expect(walk({ ...start, day: 7 }, [press('ArrowRight'), press('End'), press('ArrowDown')])).toEqual({
      day: 7,
      minutes: 1_410,
      anchor: null,
    });
    expect(moveCursor(start, press('a'), 30)).toBeNull();
  });

  it('knows what is open, over midnight too', () => {
    const rules = [ruleOf(7, { from: 1_320, to: 1_560 })];
    const at = (firstDay: number, from: number, to: number) => openIn(rules, { firstDay, lastDay: firstDay, from, to });
    expect(at(7, 1_320, 1_440)).toBe('open');
    expect(at(1, 0, 120)).toBe('open');
    expect(at(1, 60, 180)).toBe('partly open');
    expect(at(2, 0, 120)).toBe('closed');
  });
});

describe('holidays', () => {
  const newYear = { name: 'New Year', from: '2027-01-01T00:00', to: '2027-01-02T00:00', yearly: true };
  const easter = { name: 'Easter Monday', from: '2027-03-29T00:00', to: '2027-03-30T00:00', yearly: false };

  it('are proposed from today on, and what is closed already is not closed twice', () => {
    const closed = block('2025-01-01T00:00', '2025-01-02T00:00', true);
    expect(rowsOf([newYear, easter], [closed], '2027-01-01').map(({ name, isClosed }) => [name, isClosed])).toEqual([
      ['New Year', true],
      ['Easter Monday', false],
    ]);
    expect(rowsOf([newYear, easter], [], '2027-01-02').map(({ name }) => name)).toEqual(['Easter Monday']);
    const morning = block('2027-03-29T00:00', '2027-03-29T12:00', false);
    expect(rowsOf([easter], [morning], '2027-01-01')[0]?.isClosed).toBe(false);
  });

  it('close whole days, those of a fixed date each year', () => {
    expect(closingOf(newYear)).toMatchObject({ kind: 'BLOCK', from: '2027-01-01T00:00', to: '2027-01-02T00:00', yearly: true });
    const evening = { name: 'Christmas Eve', from: '2026-12-24T14:00', to: '2026-12-25T00:00', yearly: true };
    expect(closingOf(evening)).toMatchObject({ from: '2026-12-24T00:00', to: '2026-12-25T00:00', reason: 'Christmas Eve' });
  });

  it('are those of the country whose zone it is, else of the viewer’s', () => {
    const codes = ['AT', 'DE', 'US'];
    expect(guessCountry(codes, { zone: 'Europe/Vienna', locale: 'en-US' })).toBe('AT');
    expect(guessCountry(codes, { zone: 'UTC', locale: 'en-US' })).toBe('US');
    expect(guessCountry(codes, { zone: 'UTC', locale: 'fr-FR' })).toBeNull();
  });
});
