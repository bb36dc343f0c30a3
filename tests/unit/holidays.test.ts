import { describe, expect, test } from 'vitest';
import { LocalException } from '#core/domains/availability/model.ts';
import { countries, holidaysOf } from '../../renderer/screens/availability/holidays.ts';

describe('proposals for days off', () => {
  test('are the public holidays of a country, in its words and on its own clock', async () => {
    const found = await holidaysOf({ country: 'DE', year: 2026, language: 'de' });
    expect(found.map(({ name, from }) => [name, from.slice(5, 10)])).toEqual([
      ['Neujahr', '01-01'],
      ['Karfreitag', '04-03'],
      ['Ostermontag', '04-06'],
      ['Maifeiertag', '05-01'],
      ['Christi Himmelfahrt', '05-14'],
      ['Pfingstmontag', '05-25'],
      ['Tag der Deutschen Einheit', '10-03'],
      ['Heiliger Abend', '12-24'],
      ['1. Weihnachtstag', '12-25'],
      ['2. Weihnachtstag', '12-26'],
      ['Silvester', '12-31'],
    ]);
    expect(found.find(({ name }) => name === 'Silvester')).toMatchObject({ from: '2026-12-31T14:00', to: '2027-01-01T00:00' });
    expect(found[0]).toEqual({ name: 'Neujahr', from: '2026-01-01T00:00', to: '2026-01-02T00:00', yearly: true });
  });

  test('come back by themselves only where their date does', async () => {
    const found = await holidaysOf({ country: 'DE', year: 2026, language: 'en' });
    const yearly = new Map(found.map(({ name, yearly: each }) => [name, each]));
    expect([yearly.get('New Year’s Day') ?? yearly.get("New Year's Day"), yearly.get('Good Friday'), yearly.get('Easter Monday')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('are more in a region that has more', async () => {
    const all = await holidaysOf({ country: 'DE', year: 2026, language: 'de' });
    const bavaria = await holidaysOf({ country: 'DE', region: 'BY', year: 2026, language: 'de' });
    expect(bavaria.length).toBeGreaterThan(all.length);
    expect(bavaria.map(({ name }) => name)).toContain('Heilige Drei Könige');
  });

  test('are exceptions as they stand, for every country', async () => {
    const known = await countries('en');
    expect(known.length).toBeGreaterThan(150);
    expect(known.find(({ code }) => code === 'DE')).toMatchObject({ name: 'Germany' });
    expect(known.find(({ code }) => code === 'DE')?.regions.map(({ code }) => code)).toContain('BY');
    for (const { code } of known)
      for (const { from, to, yearly } of await holidaysOf({ country: code, year: 2026, language: 'en' })) {
        const exception = { id: 'exc_1', kind: 'BLOCK', from, to, capacity: null, slotMinutes: null, reason: null, yearly };
        expect(LocalException.safeParse(exception).success && from < to, `${code} ${from} ${to}`).toBe(true);
      }
  });

  test('are none for a country that nobody knows', async () => {
    expect(await holidaysOf({ country: 'XX', year: 2026, language: 'en' })).toEqual([]);
  });
});
