/** Under the machine's zone that it is started with: on how many days each engine is wrong. `wrongDays.ts EXPECTED.json` */
import { readFileSync } from 'node:fs';
import { dateAfter, type Peer } from './business.ts';
import { engines } from './engines.ts';
import { DAYS, type ExpectedYear, FIRST, YEAR } from './year.ts';

function wrongDays({ business, starts }: ExpectedYear, peer: Peer): number {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: business.zone, dateStyle: 'short' });
  const expected = new Set(starts);
  // A night that began on the day before the year is the year's too, so that all are asked from that day on.
  const given = peer(business, dateAfter(FIRST, -1), DAYS + 1).filter((at) => clock.format(at).startsWith(String(YEAR)));
  const found = new Set(given);
  const wrong = [...expected.symmetricDifference(found)].map((at) => clock.format(at));
  return new Set(wrong).size;
}

const years = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ExpectedYear[];
const counted = Object.entries(engines).map(([name, peer]) => [name, years.map((year) => wrongDays(year, peer))] as const);
process.stdout.write(`${JSON.stringify(Object.fromEntries(counted))}\n`);
