/** Proposals for days off. What they are made of is large, and loaded when somebody asks. */
import { DAY_MS, parseLocal } from '#core/base/zone.ts';

export interface ProposedHoliday {
  readonly name: string;
  /** `YYYY-MM-DDTHH:MM` on the wall clock of the place, as an exception has them */
  readonly from: string;
  readonly to: string;
  /** on the same date each year: one exception that comes back does for all */
  readonly yearly: boolean;
}

export interface Place {
  readonly code: string;
  readonly name: string;
}

export interface HolidayCountry extends Place {
  readonly regions: readonly Place[];
}

const load = async () => (await import('./holidayRules.ts')).Holidays;

const placesOf = (names: Readonly<Record<string, string>> | undefined, language: string): Place[] =>
  Object.entries(names ?? {})
    .map(([code, name]) => ({ code, name }))
    .toSorted((a, b) => a.name.localeCompare(b.name, language));

/** With their states or provinces, by name; @param language like `de` */
export async function countries(language = 'en'): Promise<HolidayCountry[]> {
  const Holidays = await load();
  const all = new Holidays();
  return placesOf(all.getCountries(language), language).map((country) => ({
    ...country,
    regions: placesOf(all.getStates(country.code, language), language),
  }));
}

export interface HolidayWish {
  /** ISO 3166, like `DE` */
  readonly country: string;
  /** its part, like `BY` */
  readonly region?: string | undefined;
  readonly year: number;
  readonly language: string;
}

/** Public and bank holidays in order; none for a country that nobody knows. */
export async function holidaysOf({ country, region, year, language }: HolidayWish): Promise<ProposedHoliday[]> {
  const Holidays = await load();
  const options = { languages: [language, 'en'], types: ['public', 'bank'] as ('public' | 'bank')[] };
  const calendar = region === undefined ? new Holidays(country, options) : new Holidays(country, region, options);
  return calendar
    .getHolidays(year, language)
    .map(({ name, date, start, end, rule, substitute }) => ({
      name,
      ...localSpan(date, end.getTime() - start.getTime()),
      yearly: substitute !== true && /^\d\d-\d\d$/.test(rule),
    }))
    .toSorted((a, b) => (a.from === b.from ? 0 : a.from < b.from ? -1 : 1));
}

const HOUR_MS = 3_600_000;

/** @param date `YYYY-MM-DD hh:mm:ss`, of the place; a day is a day, also where the clock makes it an hour longer or shorter */
function localSpan(date: string, lengthMs: number): Pick<ProposedHoliday, 'from' | 'to'> {
  const from = `${date.slice(0, 10)}T${date.slice(11, 16)}`;
  const days = Math.round(lengthMs / DAY_MS);
  const length = Math.abs(lengthMs - days * DAY_MS) <= HOUR_MS ? days * DAY_MS : lengthMs;
  return { from, to: new Date(parseLocal(from) + length).toISOString().slice(0, 16) };
}
