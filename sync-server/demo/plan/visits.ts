/**
 * Who comes when, for eight weeks around today: a pure function of the clock. Visits never ask for room that is not there,
 * because each offering's times of a day are laid out beside one another by hand here.
 */
import { between, chance, oneOf } from '../chance.ts';
import { NEW_YORK, type ResourceKey, chiaraDays, salonDays } from '../offerings.ts';
import { type Closure, isClosed } from './closures.ts';
import type { DemoDay } from './days.ts';

export interface Visit {
  readonly key: string;
  readonly slug: string;
  readonly day: DemoDay;
  readonly startsAt: number;
  /** absent: the offering's own length */
  readonly endsAt?: number;
  readonly quantity: number;
  readonly resource?: ResourceKey;
  /** longer than the grid gives: taken at the desk */
  readonly isOverGrid?: boolean;
  /** was booked for this time first, and moved */
  readonly movedFrom?: number;
}

/** Fuller behind us than ahead, and busiest now. */
function demand({ offset }: DemoDay): number {
  if (offset === 0) return 1.9;
  return offset < 0 ? 1 : Math.max(0.25, 1.05 - offset / 32);
}

/** Whether somebody comes at this place of the plan; `share` of the times on a usual past day. */
const comes = (key: string, { day, share }: { day: DemoDay; share: number }): boolean => chance(`${key}/comes`) < share * demand(day);

type Layout = (day: DemoDay, closures: readonly Closure[]) => Visit[];

const keyOf = (slug: string, day: DemoDay, place: string | number): string => `${slug}/${day.offset}/${place}`;

/** One visitor at each of these times, or none. */
function single(slug: string, { share, times }: { share: number; times: readonly (readonly [from: string, to?: string])[] }): Layout {
  return (day) =>
    times.flatMap(([from, to]) => {
      const key = keyOf(slug, day, from);
      if (!comes(key, { day, share })) return [];
      return [{ key, slug, day, startsAt: day.at(from), quantity: 1, ...(to !== undefined && { endsAt: day.at(to) }) }];
    });
}

const stylists = ['ayla', 'ben', 'chiara'] as const;

/** Each stylist's day in full hours; colour takes two of them, in the early afternoon. */
const salon: Layout = (day, closures) => {
  if (!salonDays.includes(day.weekday)) return [];
  const marks =
    day.weekday === 6 ? ['09:00', '10:00', '11:00', '13:00', '14:00'] : ['10:00', '11:00', '12:00', '14:00', '15:00', '16:00', '17:00'];
  return stylists.flatMap((resource) => {
    const works = resource !== 'chiara' || chiaraDays.includes(day.weekday);
    if (!works || isClosed(closures, resource, day)) return [];
    const colourKey = keyOf('colour-and-cut', day, resource);
    const colours = resource !== 'chiara' && day.weekday !== 6 && comes(colourKey, { day, share: 0.28 });
    const free = marks.filter(
      (mark) => (resource !== 'chiara' || (mark >= '11:00' && mark <= '17:00')) && !(colours && (mark === '14:00' || mark === '15:00')),
    );
    const cuts = free.filter((mark) => comes(keyOf('haircut', day, `${resource}/${mark}`), { day, share: 0.21 }));
    return [
      ...(colours ? [{ key: colourKey, slug: 'colour-and-cut', day, startsAt: day.at('14:00'), quantity: 1, resource }] : []),
      ...cuts.map((mark) => ({
        key: keyOf('haircut', day, `${resource}/${mark}`),
        slug: 'haircut',
        day,
        startsAt: day.at(mark),
        quantity: 1,
        resource,
      })),
    ];
  });
};

const openSunday: Layout = (day, closures) => {
  const opening = closures.find(({ key }) => key === 'sunday');
  if (opening?.day.offset !== day.offset) return [];
  return (['ayla', 'ben'] as const).map((resource) => {
    const at = resource === 'ayla' ? '12:00' : '13:00';
    return { key: keyOf('haircut', day, `${resource}/sunday`), slug: 'haircut', day, startsAt: day.at(at), quantity: 1, resource };
  });
};

const yogaTimes: Readonly<Record<number, string>> = { 1: '07:30', 2: '18:30', 3: '07:30', 4: '18:30', 5: '18:30', 6: '10:00', 7: '10:00' };

/** At most six groups of two in a room for twelve; tomorrow's class is almost full. */
const yoga: Layout = (day) => {
  const from = yogaTimes[day.weekday] ?? '10:00';
  const groups = day.offset === 1 ? 6 : Math.round(between(keyOf('yoga', day, 'groups'), [1, 2]) * Math.min(1.5, demand(day)));
  return Array.from({ length: groups }, (_, i) => {
    const key = keyOf('vinyasa-yoga', day, i);
    const quantity = day.offset === 1 ? (i === 0 ? 1 : 2) : between(`${key}/people`, [1, 2]);
    return { key, slug: 'vinyasa-yoga', day, startsAt: day.at(from), quantity };
  });
};

/** Never more than four of the five bicycles at once. The one that left yesterday for two days is out today, whatever the hour. */
const bicycles: Layout = (day) => {
  const startsAt = day.at('09:00');
  const slug = 'city-bicycle';
  const [short, long] = [keyOf(slug, day, 'day'), keyOf(slug, day, 'two')];
  const isLong = day.offset === -1 || comes(long, { day, share: 0.15 });
  const visits: Visit[] = [];
  if (comes(short, { day, share: 0.4 }))
    visits.push({ key: short, slug, day, startsAt, quantity: isLong ? 1 : between(`${short}/n`, [1, 2]) });
  if (isLong) visits.push({ key: long, slug, day, startsAt, endsAt: startsAt + 48 * 3_600_000, quantity: 1, isOverGrid: true });
  return visits;
};

/** On New York's clock; some asked for another hour first. */
const consultations: Layout = (day) => {
  if (day.weekday > 5) return [];
  return ['10:00', '14:00'].flatMap((from): Visit[] => {
    const key = keyOf('brand-consultation', day, from);
    if (!comes(key, { day, share: 0.5 })) return [];
    const movedFrom = from === '14:00' && chance(`${key}/moved`) < 0.3 ? day.at('15:00', NEW_YORK) : undefined;
    return [
      {
        key,
        slug: 'brand-consultation',
        day,
        startsAt: day.at(from, NEW_YORK),
        quantity: 1,
        ...(movedFrom !== undefined && { movedFrom }),
      },
    ];
  });
};

const workshop: Layout = (day) => {
  if (day.weekday !== 6) return [];
  return [0, 1, 2].map((i) => {
    const key = keyOf('pottery-workshop', day, i);
    return { key, slug: 'pottery-workshop', day, startsAt: day.at('14:00'), quantity: oneOf(`${key}/people`, [1, 2, 2]) };
  });
};

const sauna: Layout = (day, closures) => {
  const late = [4, 5, 6].includes(day.weekday);
  const times = late ? ([['18:00'], ['20:00'], ['22:00'], ['24:00']] as const) : ([['18:00'], ['20:00']] as const);
  return single('evening-sauna', { share: late ? 0.3 : 0.22, times })(day, closures);
};

const layouts: readonly Layout[] = [
  salon,
  openSunday,
  single('photo-studio', {
    share: 0.3,
    times: [
      ['09:00', '11:00'],
      ['12:00', '15:00'],
      ['16:00', '17:00'],
      ['18:00', '20:00'],
    ],
  }),
  yoga,
  bicycles,
  consultations,
  single('soho-loft', {
    share: 0.2,
    times: [
      ['09:00', '11:00'],
      ['12:00', '16:00'],
      ['18:00', '22:00'],
    ],
  }),
  sauna,
  workshop,
];

/** In the order of their starts. */
export function planVisits(days: readonly DemoDay[], closures: readonly Closure[]): Visit[] {
  return days
    .flatMap((day) => layouts.flatMap((layout) => layout(day, closures).filter(({ slug }) => !isClosed(closures, slug, day))))
    .toSorted((a, b) => a.startsAt - b.startsAt || (a.key < b.key ? -1 : 1));
}
