import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { icsOf, type IcsEvent } from '#server/doors/calendar/ics.ts';

const at = (text: string): number => Date.parse(text);

const event = (changes: Partial<IcsEvent> = {}): IcsEvent => ({
  uid: 'bki_0123456789abcdefghjk@slotkeeper',
  sequence: 0,
  status: 'CONFIRMED',
  startsAt: at('2026-06-01T10:00Z'),
  endsAt: at('2026-06-01T11:00Z'),
  timezone: 'Europe/Berlin',
  summary: 'Haircut — Ada Lovelace',
  description: '',
  location: null,
  url: null,
  createdAt: at('2026-05-01T08:00Z'),
  updatedAt: at('2026-05-02T08:00Z'),
  ...changes,
});

/** What a calendar app makes of it. */
function readBack(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text) as never);
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const read = new ICAL.Event(component);
    return {
      uid: read.uid,
      startsAt: read.startDate.toJSDate().getTime(),
      endsAt: read.endDate.toJSDate().getTime(),
      zone: read.startDate.zone?.tzid,
      component,
    };
  });
}

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'America/St_Johns',
  'Europe/Dublin',
  'Asia/Gaza',
  'UTC',
];

/** Hours around every clock change of some years, where a reader goes wrong if it goes wrong at all. */
const nearChange = fc.constantFrom(...zones).chain((zone) => {
  const changes: number[] = [];
  let clock = Temporal.Instant.from('2024-01-01T00:00Z').toZonedDateTimeISO(zone);
  for (let next = clock.getTimeZoneTransition('next'); next !== null && next.year < 2029; next = clock.getTimeZoneTransition('next')) {
    changes.push(next.epochMilliseconds);
    clock = next;
  }
  const anchors = [at('2026-01-15T12:00Z'), at('2026-07-15T12:00Z'), ...changes];
  const start = fc
    .tuple(fc.constantFrom(...anchors), fc.integer({ min: -600, max: 600 }))
    .map(([anchor, minutes]) => anchor + minutes * 60_000);
  return fc.record({ zone: fc.constant(zone), startsAt: start, minutes: fc.integer({ min: 5, max: 2_880 }) });
});

test('a calendar says all of itself before its parts, as RFC 5545 wants it', () => {
  const text = icsOf({ name: 'BEGIN:VTIMEZONE', refreshSeconds: 900, events: [event(), event({ uid: 'b', timezone: 'Asia/Kathmandu' })] });
  const lines = text.split('\r\n');
  const firstPart = lines.findIndex((line, i) => i > 0 && line.startsWith('BEGIN:'));
  expect(lines.slice(0, firstPart)).toEqual(expect.arrayContaining(['NAME:BEGIN:VTIMEZONE', 'REFRESH-INTERVAL;VALUE=DURATION:PT15M']));
  expect(lines.slice(firstPart).filter((line) => /^(REFRESH|X-|NAME|METHOD)/.test(line))).toEqual([]);
  expect(lines.filter((line) => line === 'BEGIN:VTIMEZONE')).toHaveLength(2);
});

describe('a calendar is read back', () => {
  test('every event has its own instants, whatever the zone and the time of year', () => {
    fc.assert(
      fc.property(fc.array(nearChange, { minLength: 1, maxLength: 12 }), (times) => {
        const events = times.map(({ zone, startsAt, minutes }, index) =>
          event({ uid: `bki_${index}@slotkeeper`, timezone: zone, startsAt, endsAt: startsAt + minutes * 60_000 }),
        );
        const read = readBack(icsOf({ name: 'Atlas Studios', events }));
        expect(read.map(({ uid, startsAt, endsAt }) => ({ uid, startsAt, endsAt }))).toEqual(
          events.map(({ uid, startsAt, endsAt }) => ({ uid, startsAt, endsAt })),
        );
      }),
      { numRuns: 150, seed: 20_261_120 },
    );
  });

  test('both hours of the night on which the clock goes back keep their place', () => {
    const first = event({ startsAt: at('2026-10-25T00:30Z'), endsAt: at('2026-10-25T00:45Z') });
    const second = event({ startsAt: at('2026-10-25T01:30Z'), endsAt: at('2026-10-25T01:45Z') });
    const read = readBack(icsOf({ name: 'Night', events: [first, second] }));
    expect(read.map(({ startsAt }) => startsAt)).toEqual([first.startsAt, second.startsAt]);
  });

  test('an event is shown in its offering’s own zone', () => {
    const [read] = readBack(icsOf({ name: 'Atlas', events: [event({ timezone: 'America/New_York' })] }));
    expect(read?.zone).toBe('America/New_York');
    expect(read?.component.getFirstPropertyValue('dtstart')?.toString()).toBe('2026-06-01T06:00:00');
  });
});

describe('the text of a calendar', () => {
  const text = icsOf({
    name: 'Haare, Bart; mehr\nX-EVIL:1',
    refreshSeconds: 900,
    events: [
      event({
        summary: 'Ganz langer Name einer Behandlung, mit Umlauten äöü — 欧阳娜娜 ومحمد الفاتح'.repeat(3),
        description: 'one\r\ntwo; three, four\\\u0007',
        location: 'Hof 2, Berlin',
        url: 'https://atlas.example/s/atlas',
        sequence: 3,
        status: 'TENTATIVE',
      }),
    ],
  });
  const lines = text.split('\r\n');

  test('lines end with CRLF and none is longer than 75 octets', () => {
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(lines.every((line) => line.isWellFormed())).toBe(true);
  });

  test('what people wrote stays text: no line of theirs becomes a property', () => {
    expect(lines).not.toContain('X-EVIL:1');
    const [read] = readBack(text);
    expect(read?.component.getFirstPropertyValue('description')).toBe('one\ntwo; three, four\\');
    expect(read?.component.getFirstPropertyValue('summary')).toContain('欧阳娜娜 ومحمد الفاتح');
    expect(read?.component.getFirstPropertyValue('location')).toBe('Hof 2, Berlin');
  });

  test('it says how often to look again, and what changed when', () => {
    expect(lines).toEqual(expect.arrayContaining(['REFRESH-INTERVAL;VALUE=DURATION:PT15M', 'X-PUBLISHED-TTL:PT15M', 'METHOD:PUBLISH']));
    expect(lines).toEqual(
      expect.arrayContaining(['SEQUENCE:3', 'STATUS:TENTATIVE', 'DTSTAMP:20260502T080000Z', 'LAST-MODIFIED:20260502T080000Z']),
    );
    expect(lines).toContain('UID:bki_0123456789abcdefghjk@slotkeeper');
  });

  test('a cancelled event takes no time', () => {
    const cancelled = icsOf({ name: 'Atlas', events: [event({ status: 'CANCELLED' })] });
    expect(cancelled).toContain('STATUS:CANCELLED\r\n');
    expect(cancelled).toContain('TRANSP:TRANSPARENT\r\n');
  });

  test('the same events make the same text', () => {
    const again = () => icsOf({ name: 'Atlas', refreshSeconds: 900, events: [event()] });
    expect(again()).toBe(again());
  });

  test('a calendar without events is still one', () => {
    expect(readBack(icsOf({ name: 'Empty', events: [] }))).toEqual([]);
  });
});
