import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, zoneNamed } from '#core/base/zone.ts';
import { readCalendar, type Reading } from '#server/calendars/read.ts';
import { windowsZones } from '#server/calendars/windowsZones.ts';
import { icsOf, type IcsEvent } from '#server/doors/calendar/ics.ts';

const at = (text: string): number => Date.parse(text);
const lines = (...each: string[]): string => each.join('\r\n');
const calendar = (...inside: string[]): string =>
  lines('BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Test//EN', ...inside, 'END:VCALENDAR', '');
const event = (...inside: string[]): string => lines('BEGIN:VEVENT', ...inside, 'END:VEVENT');

interface Looking {
  readonly from?: string;
  readonly until?: string;
  readonly zone?: string;
}

const read = (text: string, { from = '2026-01-01T00:00Z', until = '2027-01-01T00:00Z', zone = 'Europe/Berlin' }: Looking = {}): Reading =>
  readCalendar(text, { from: at(from), until: at(until), zone: zoneNamed(zone) });

function busy(text: string, looking?: Looking): string[] {
  const reading = read(text, looking);
  if (!reading.ok) throw new Error(reading.error);
  const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16);
  return reading.spans.map(({ startsAt, endsAt }) => `${iso(startsAt)}/${iso(endsAt)}`);
}

const errorOf = (text: string): string => {
  const reading = read(text);
  return reading.ok ? '' : reading.error;
};

describe('an event is busy', () => {
  test('by the rules of its zone, winter and summer', () => {
    const text = calendar(
      event('UID:1', 'DTSTART;TZID=Europe/Berlin:20260105T090000', 'DTEND;TZID=Europe/Berlin:20260105T100000'),
      event('UID:2', 'DTSTART;TZID=Europe/Berlin:20260706T090000', 'DTEND;TZID=Europe/Berlin:20260706T100000'),
    );
    expect(busy(text)).toEqual(['2026-01-05T08:00/2026-01-05T09:00', '2026-07-06T07:00/2026-07-06T08:00']);
  });

  test('from its start in one zone to its end in another', () => {
    const flight = event('UID:1', 'DTSTART;TZID=Europe/Berlin:20260105T090000', 'DTEND;TZID=America/New_York:20260105T120000');
    expect(busy(calendar(flight))).toEqual(['2026-01-05T08:00/2026-01-05T17:00']);
  });

  test('on whole days of the subject’s zone, the last one excluded', () => {
    const trip = event('UID:1', 'DTSTART;VALUE=DATE:20260328', 'DTEND;VALUE=DATE:20260330');
    expect(busy(calendar(trip))).toEqual(['2026-03-27T23:00/2026-03-29T22:00']);
    expect(busy(calendar(trip), { zone: 'America/New_York' })).toEqual(['2026-03-28T04:00/2026-03-30T04:00']);
    expect(busy(calendar(event('UID:1', 'DTSTART;VALUE=DATE:20260328')))).toEqual(['2026-03-27T23:00/2026-03-28T23:00']);
    expect(busy(calendar(event('UID:1', 'DTSTART:20260328', 'DTEND:20260328')))).toEqual(['2026-03-27T23:00/2026-03-28T23:00']);
  });

  test('at a time without a zone on the subject’s clock', () => {
    const floating = calendar(event('UID:1', 'DTSTART:20260706T090000', 'DTEND:20260706T100000'));
    expect(busy(floating, { zone: 'Asia/Tokyo' })).toEqual(['2026-07-06T00:00/2026-07-06T01:00']);
  });

  test('for as long as its DURATION says, a day being a day of the clock', () => {
    const over = (duration: string) => busy(calendar(event('UID:1', 'DTSTART;TZID=Europe/Berlin:20260328T120000', `DURATION:${duration}`)));
    expect(over('P1D')).toEqual(['2026-03-28T11:00/2026-03-29T10:00']);
    expect(over('PT24H')).toEqual(['2026-03-28T11:00/2026-03-29T11:00']);
    expect(over('P1W')).toEqual(['2026-03-28T11:00/2026-04-04T10:00']);
    expect(over('PT0S')).toEqual([]);
    expect(over('-PT1H')).toEqual([]);
  });

  test('unless it says that it is not', () => {
    const when = ['DTSTART:20260105T090000Z', 'DTEND:20260105T100000Z'];
    for (const line of ['TRANSP:TRANSPARENT', 'STATUS:CANCELLED', 'X-MICROSOFT-CDO-BUSYSTATUS:FREE', 'transp:transparent'])
      expect(busy(calendar(event('UID:1', ...when, line))), line).toEqual([]);
    for (const line of ['TRANSP:OPAQUE', 'STATUS:TENTATIVE', 'X-MICROSOFT-CDO-BUSYSTATUS:OOF', 'CLASS:PRIVATE'])
      expect(busy(calendar(event('UID:1', ...when, line))), line).toHaveLength(1);
  });

  test('whatever its METHOD, its alarms and its folded lines say', () => {
    const text = calendar(
      'METHOD:REQUEST',
      event(
        'UID:1',
        'SUMMARY:A line that is folded',
        '  over two\\, and goes on',
        'DESCRIPTION:a line end that nobody escaped',
        'and that goes on without a blank',
        'DTSTART:20260105',
        ' T090000Z',
        'BEGIN:VALARM',
        'TRIGGER:-PT15M',
        'DURATION:PT5H',
        'TRANSP:TRANSPARENT',
        'END:VALARM',
        'DTEND:20260105T100000Z',
      ),
    );
    const reading = read(text);
    expect(reading).toMatchObject({ ok: true, skipped: 0, spans: [{ summary: 'A line that is folded over two, and goes on' }] });
    expect(busy(text)).toEqual(['2026-01-05T09:00/2026-01-05T10:00']);
  });

  test('where free and busy time is all that is told', () => {
    const text = calendar(
      lines(
        'BEGIN:VFREEBUSY',
        'UID:fb',
        'DTSTART:20260101T000000Z',
        'DTEND:20260201T000000Z',
        'FREEBUSY:20260105T090000Z/PT1H,20260105T120000Z/20260105T123000Z',
        'FREEBUSY;FBTYPE=FREE:20260106T090000Z/PT1H',
        'FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260107T090000Z/PT1H',
        'END:VFREEBUSY',
      ),
    );
    expect(busy(text)).toEqual([
      '2026-01-05T09:00/2026-01-05T10:00',
      '2026-01-05T12:00/2026-01-05T12:30',
      '2026-01-07T09:00/2026-01-07T10:00',
    ]);
  });
});

describe('a series', () => {
  const weekly = (...more: string[]) =>
    event(
      'UID:s',
      'DTSTART;TZID=Europe/Berlin:20260316T090000',
      'DTEND;TZID=Europe/Berlin:20260316T100000',
      'RRULE:FREQ=WEEKLY;COUNT=4',
      ...more,
    );

  test('keeps its wall time when the clocks change', () => {
    expect(busy(calendar(weekly())).map((span) => span.slice(0, 16))).toEqual([
      ...['2026-03-16T08:00', '2026-03-23T08:00', '2026-03-30T07:00', '2026-04-06T07:00'],
    ]);
  });

  test('leaves out its EXDATEs, given as times of any zone or as dates', () => {
    const left = (line: string) => busy(calendar(weekly(line))).map((span) => span.slice(5, 10));
    expect(left('EXDATE;TZID=Europe/Berlin:20260323T090000')).toEqual(['03-16', '03-30', '04-06']);
    expect(left('EXDATE:20260323T080000Z,20260330T070000Z')).toEqual(['03-16', '04-06']);
    expect(left('EXDATE;VALUE=DATE:20260406')).toEqual(['03-16', '03-23', '03-30']);
    expect(left('EXDATE;TZID=Europe/Berlin:20260323T091500')).toHaveLength(4);
    expect(left('EXRULE:FREQ=WEEKLY;INTERVAL=2')).toEqual(['03-23', '04-06']);
  });

  test('takes in its RDATEs, also those with a length of their own', () => {
    const text = calendar(weekly('RDATE:20260501T100000Z', 'RDATE;VALUE=PERIOD:20260502T100000Z/PT3H', 'RDATE:20260316T080000Z'));
    expect(busy(text).slice(4)).toEqual(['2026-05-01T10:00/2026-05-01T11:00', '2026-05-02T10:00/2026-05-02T13:00']);
  });

  test('has occurrences moved and cancelled one by one', () => {
    const moved = event('UID:s', 'RECURRENCE-ID;TZID=Europe/Berlin:20260323T090000', 'DTSTART:20260324T150000Z', 'DTEND:20260324T170000Z');
    const gone = event('UID:s', 'RECURRENCE-ID:20260330T070000Z', 'DTSTART:20260330T070000Z', 'STATUS:CANCELLED');
    expect(busy(calendar(moved, weekly(), gone))).toEqual([
      '2026-03-16T08:00/2026-03-16T09:00',
      '2026-03-24T15:00/2026-03-24T17:00',
      '2026-04-06T07:00/2026-04-06T08:00',
    ]);
  });

  test('counts the newest of what replaces one occurrence', () => {
    const old = event('UID:s', 'SEQUENCE:1', 'RECURRENCE-ID:20260323T080000Z', 'DTSTART:20260325T080000Z', 'DURATION:PT1H');
    const now = event('UID:s', 'SEQUENCE:2', 'RECURRENCE-ID:20260323T080000Z', 'DTSTART:20260326T080000Z', 'DURATION:PT1H');
    for (const order of [
      [old, now],
      [now, old],
    ])
      expect(busy(calendar(weekly(), ...order))[1]).toBe('2026-03-26T08:00/2026-03-26T09:00');
  });

  test('is moved from one occurrence on', () => {
    const from = event(
      'UID:s',
      'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260330T090000',
      'DTSTART;TZID=Europe/Berlin:20260330T110000',
      'DTEND;TZID=Europe/Berlin:20260330T113000',
    );
    expect(busy(calendar(weekly(), from)).slice(1)).toEqual([
      '2026-03-23T08:00/2026-03-23T09:00',
      '2026-03-30T09:00/2026-03-30T09:30',
      '2026-04-06T09:00/2026-04-06T09:30',
    ]);
  });

  test('of whole days leaves out a day that is given as a midnight', () => {
    const days = event('UID:d', 'DTSTART;VALUE=DATE:20260316', 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE;TZID=Europe/Berlin:20260317T000000');
    expect(busy(calendar(days)).map((span) => span.slice(0, 16))).toEqual(['2026-03-15T23:00', '2026-03-17T23:00']);
  });

  test('ends with an UNTIL of another zone at the same instant', () => {
    const late = event(
      'UID:u',
      'DTSTART;TZID=America/Los_Angeles:20260105T200000',
      'DURATION:PT1H',
      'RRULE:FREQ=DAILY;UNTIL=20260107T040000Z',
    );
    expect(busy(calendar(late))).toHaveLength(2);
  });

  test('reaches into the range with what began before it', () => {
    const nights = event('UID:n', 'DTSTART:20250101T200000Z', 'DTEND:20250102T060000Z', 'RRULE:FREQ=DAILY');
    expect(busy(calendar(nights), { from: '2026-05-01T05:00Z', until: '2026-05-01T21:00Z' })).toEqual([
      '2026-04-30T20:00/2026-05-01T06:00',
      '2026-05-01T20:00/2026-05-02T06:00',
    ]);
  });

  test('gives an occurrence the same key every time', () => {
    const keys = (text: string, looking?: Looking) => {
      const reading = read(text, looking);
      return reading.ok ? reading.spans.map(({ key }) => key) : [];
    };
    expect(keys(calendar(weekly()), { from: '2026-04-01T00:00Z' })).toEqual(keys(calendar(weekly())).slice(3));
    expect(new Set(keys(calendar(weekly(), weekly()))).size).toBe(8);
  });
});

describe('a zone', () => {
  const nine = (tzid: string, ...timezone: string[]) =>
    busy(calendar(...timezone, event('UID:1', `DTSTART;TZID=${tzid}:20260706T090000`, 'DURATION:PT1H')), { zone: 'Asia/Tokyo' })[0]?.slice(
      11,
      16,
    );

  const own = (name: string, more: readonly string[] = []) =>
    lines(
      'BEGIN:VTIMEZONE',
      `TZID:${name}`,
      ...more,
      ...[
        'BEGIN:STANDARD',
        'DTSTART:16010101T030000',
        'TZOFFSETFROM:+0500',
        'TZOFFSETTO:+0400',
        'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
        'END:STANDARD',
      ],
      ...[
        'BEGIN:DAYLIGHT',
        'DTSTART:16010101T020000',
        'TZOFFSETFROM:+0400',
        'TZOFFSETTO:+0500',
        'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
        'END:DAYLIGHT',
      ],
      'END:VTIMEZONE',
    );

  test('is known by its name, by Windows’ name, and behind a program’s path', () => {
    expect(nine('America/New_York')).toBe('13:00');
    expect(nine('"Eastern Standard Time"')).toBe('13:00');
    expect(nine('W. Europe Standard Time')).toBe('07:00');
    expect(nine('/freeassociation.sourceforge.net/Tzfile/Europe/Berlin')).toBe('07:00');
    expect(nine('/citadel.org/20210210_1/America/Argentina/Buenos_Aires')).toBe('12:00');
  });

  test('is the offset that it says, where that is all its name', () => {
    for (const name of ['GMT+0200', 'GMT+2', 'UTC+2', '"UTC+02:00"', '"GMT+02:00"', '+0200', 'utc +2'])
      expect(nine(name), name).toBe('07:00');
    expect(nine('GMT-0330')).toBe('12:30');
    // As IANA and Windows mean them, and what nobody can mean: floating.
    expect(nine('Etc/GMT+2')).toBe('11:00');
    expect(nine('UTC-02')).toBe('11:00');
    for (const name of ['GMT+1530', 'GMT+0260', 'GMT+2 (Berlin)', 'BMT+0200']) expect(nine(name), name).toBe('00:00');
    // The file's own word for it goes before.
    expect(nine('GMT+0200', own('GMT+0200'))).toBe('04:00');
  });

  test('is one that our rules know, for every name of Windows', () => {
    for (const [name, zone] of windowsZones) expect(() => zoneNamed(zone), name).not.toThrow();
  });

  test('of the file is followed where nobody else knows its name', () => {
    expect(nine('Customized Time Zone', own('Customized Time Zone'))).toBe('04:00');
    const winter = calendar(own('Home'), event('UID:1', 'DTSTART;TZID=Home:20260106T090000', 'DURATION:PT1H'));
    expect(busy(winter)).toEqual(['2026-01-06T05:00/2026-01-06T06:00']);
    const skipped = calendar(own('Home'), event('UID:1', 'DTSTART;TZID=Home:20260329T023000', 'DURATION:PT1H'));
    expect(busy(skipped)).toEqual(['2026-03-28T22:30/2026-03-28T23:30']);
    const twice = calendar(own('Home'), event('UID:1', 'DTSTART;TZID=Home:20261025T023000', 'DURATION:PT1H'));
    expect(busy(twice)).toEqual(['2026-10-24T21:30/2026-10-24T22:30']);
  });

  test('of the file is no match for what the world knows', () => {
    expect(nine('Europe/Berlin', own('Europe/Berlin'))).toBe('07:00');
    expect(nine('Office', own('Office', ['X-LIC-LOCATION:Europe/Berlin']))).toBe('07:00');
  });

  test('that nobody knows is the subject’s own', () => {
    expect(nine('Nowhere/Land')).toBe('00:00');
    expect(
      nine('Broken', lines('BEGIN:VTIMEZONE', 'TZID:Broken', 'BEGIN:STANDARD', 'TZOFFSETFROM:x', 'END:STANDARD', 'END:VTIMEZONE')),
    ).toBe('00:00');
  });
});

describe('a file', () => {
  const good = event('UID:ok', 'DTSTART:20260105T090000Z', 'DURATION:PT1H');

  test('that is no calendar is told so in words', () => {
    expect(errorOf('<!doctype html><html><body>Sign in</body></html>')).toContain('a web page');
    expect(errorOf('{"error":"gone"}')).toContain('BEGIN:VCALENDAR');
    expect(errorOf('')).toContain('nothing');
    expect(errorOf(calendar(good).replace('END:VCALENDAR', ''))).toContain('breaks off');
    expect(errorOf(calendar(good).slice(0, -40))).toContain('breaks off');
    expect(errorOf(`BEGIN:VCALENDAR\n${'X'.repeat(5 * 1024 * 1024)}`)).toContain('5 MiB');
  });

  test('without events is empty, and no error', () => {
    expect(read(calendar())).toEqual({ ok: true, spans: [], events: 0, skipped: 0 });
  });

  test('with a mark at its start, lone line feeds and small letters is read all the same', () => {
    expect(busy(`\uFEFF${calendar(good).replaceAll('\r', '')}`)).toHaveLength(1);
    expect(busy(calendar('begin:vevent', 'uid:1', 'dtstart:20260105T090000Z', 'duration:PT1H', 'end:vevent'))).toHaveLength(1);
  });

  test.each([
    ['no start', event('UID:x')],
    ['a start that is none', event('UID:x', 'DTSTART:banana')],
    ['a date that is not in the calendar', event('UID:x', 'DTSTART;VALUE=DATE:20260231')],
    ['a rule that is none', event('UID:x', 'DTSTART:20260105T090000Z', 'RRULE:FREQ=OFTEN')],
    ['a number that is none', event('UID:x', 'DTSTART:20260105T090000Z', 'RRULE:FREQ=DAILY;COUNT=many')],
    ['broken parameters', event('UID:x', 'DTSTART;TZID:20260105T090000Z')],
    ['a duration that is none', event('UID:x', 'DTSTART:20260105T090000Z', 'DURATION:long')],
    ['no end of its own', 'BEGIN:VEVENT\r\nUID:x\r\nDTSTART:20260105T120000Z'],
    ['more occurrences than seconds', event('UID:x', 'DTSTART:19700101T000000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY')],
  ])('with %s in one event has the others', (_, broken) => {
    const reading = read(calendar(broken, good));
    expect(reading).toMatchObject({ ok: true, skipped: 1 });
    expect(reading.ok && reading.spans.map(({ key }) => key)).toEqual(['ok/2026-01-05T09:00:00Z']);
  });

  test('in which nothing can be read is an error, not an empty calendar', () => {
    expect(errorOf(calendar(event('UID:x', 'DTSTART:banana'), event('UID:y')))).toContain('None of the events');
  });

  test('full of bombs ends soon, and says so', () => {
    const bomb = (i: number) => event(`UID:${i}`, 'DTSTART:19700101T000000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY;COUNT=999999999');
    expect(errorOf(calendar(...Array.from({ length: 2_000 }, (_, i) => bomb(i)), good))).toContain('busy times');
    const twins = Array.from({ length: 20_000 }, (_, i) =>
      event('UID:same', `RECURRENCE-ID:20260105T${String(i % 24).padStart(2, '0')}0000Z`, 'DTSTART:20260105T090000Z'),
    );
    expect(read(calendar(...twins, good)).ok).toBe(true);
    const minutes = event('UID:m', 'DTSTART:20250101T000000Z', 'DURATION:PT30S', 'RRULE:FREQ=MINUTELY');
    expect(errorOf(calendar(minutes, good, event('UID:m2', 'DTSTART:20250101T000000Z', 'DURATION:PT30S', 'RRULE:FREQ=MINUTELY')))).toBe('');
  });

  test('of more than 100,000 events is refused', () => {
    expect(errorOf(calendar('BEGIN:VEVENT\r\nEND:VEVENT\r\n'.repeat(100_001)))).toContain('100,000');
  });

  test('of rubbish throws nothing', () => {
    const words = fc.constantFrom(
      ...[
        'BEGIN:VEVENT',
        'END:VEVENT',
        'BEGIN:VTIMEZONE',
        'END:VTIMEZONE',
        'TZID:X',
        'BEGIN:STANDARD',
        'DTSTART:20260101T000000',
        'UID:1',
        'END:STANDARD',
      ],
      ...[
        'DTSTART;TZID=X:20260105T090000',
        'DTEND;VALUE=DATE:20260106',
        'RRULE:FREQ=YEARLY;BYDAY=99MO',
        'RRULE:FREQ=DAILY;BYSETPOS=-366',
        'EXDATE:x,20260105T090000Z',
      ],
      ...[
        'RECURRENCE-ID;RANGE=THISANDFUTURE:20260101',
        'RDATE;VALUE=PERIOD:20260101T000000Z/P9999W',
        'DURATION:P999999D',
        'TZOFFSETTO:+9999',
        'TZOFFSETFROM:-0000',
      ],
    );
    const line = fc.oneof({ weight: 6, arbitrary: words }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (rubbish) => {
        const reading = read(calendar(event('UID:ok', 'DTSTART:20260105T090000Z', 'DURATION:PT1H'), ...rubbish));
        expect(typeof reading.ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });
});

test('what our own feed writes is read back to the same time, in ten zones and over every change of their clocks', () => {
  const zones = [
    ...[
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Pacific/Apia',
    ],
    ...['Europe/Dublin', 'America/Sao_Paulo', 'Asia/Tehran'],
  ];
  const [from, until] = [at('2025-06-01T00:00Z'), at('2027-06-01T00:00Z')];
  const changes = zones.flatMap((zone) => {
    const found: number[] = [];
    let clock = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
    for (let next = clock.getTimeZoneTransition('next'); next && next.epochMilliseconds < until; next = clock.getTimeZoneTransition('next'))
      found.push((clock = next).epochMilliseconds);
    return found.length > 0 ? found.map((change) => ({ zone, change })) : [{ zone, change: from }];
  });
  const booking = fc.record({
    place: fc.constantFrom(...changes),
    minutes: fc.oneof(fc.integer({ min: -240, max: 240 }), fc.integer({ min: -400_000, max: 400_000 })),
    length: fc.integer({ min: 1, max: 3_000 }),
    status: fc.constantFrom('CONFIRMED' as const, 'TENTATIVE' as const, 'CANCELLED' as const),
    summary: fc.string({ unit: 'grapheme', maxLength: 60 }),
  });
  fc.assert(
    fc.property(fc.array(booking, { minLength: 1, maxLength: 8 }), fc.constantFrom(...zones), (bookings, subjectZone) => {
      const events = bookings.map(({ place, minutes, length, status, summary }, i): IcsEvent => {
        const startsAt = place.change + minutes * 60_000;
        const stamps = { sequence: 0, createdAt: from, updatedAt: from, description: summary, location: null, url: null };
        return { uid: `${i}@slotkeeper`, status, startsAt, endsAt: startsAt + length * 60_000, timezone: place.zone, summary, ...stamps };
      });
      const reading = readCalendar(icsOf({ name: 'Atlas', events }), {
        from: 0,
        until: until + 4_000 * DAY_MS,
        zone: zoneNamed(subjectZone),
      });
      const spans = reading.ok ? reading.spans.map(({ startsAt, endsAt }) => [startsAt, endsAt]) : reading.error;
      const told = events.filter(({ status }) => status !== 'CANCELLED').map(({ startsAt, endsAt }) => [startsAt, endsAt] as const);
      expect(spans).toEqual(told.toSorted(([a, b], [c, d]) => a - c || b - d));
    }),
    { numRuns: 300 },
  );
});
