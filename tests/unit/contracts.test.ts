import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { confirmationCodeOf, derivedBody, ID_BODY, idSource, timedBody } from '#core/base/ids.ts';
import { canonicalJson, sameJson } from '#core/base/json.ts';
import { Refusal } from '#core/base/refusal.ts';
import { applyEdit } from '#core/contracts/edit.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { registryOf } from '#core/engine/registry.ts';

describe('ids of a command', () => {
  test('are the same in every run of it and never twice in one', () => {
    const once = idSource('cmd_a');
    const again = idSource('cmd_a');
    const ids = Array.from({ length: 50 }, () => once('bki'));
    expect(Array.from({ length: 50 }, () => again('bki'))).toEqual(ids);
    expect(new Set(ids).size).toBe(50);
    expect(idSource('cmd_b')('bki')).not.toBe(ids[0]);
  });

  test('sort by the time at which the command was made, whatever chance adds', () => {
    const bytes = fc.uint8Array({ minLength: 13, maxLength: 13 });
    const instants = fc.tuple(fc.nat(7_258_118_400_000), fc.nat(7_258_118_400_000)).filter(([a, b]) => a !== b);
    fc.assert(
      fc.property(instants, bytes, bytes, ([a, b], some, other) => {
        const ids = [a, b].map((at, i) => idSource(`cmd_${timedBody(at, i === 0 ? some : other)}`)('bkg'));
        expect(ids[0]! < ids[1]!).toBe(a < b);
      }),
    );
  });

  test('have the shape that the doors check', () => {
    fc.assert(fc.property(fc.string(), (text) => ID_BODY.test(derivedBody(text))));
    fc.assert(
      fc.property(fc.nat(7_258_118_400_000), fc.uint8Array({ minLength: 13, maxLength: 13 }), (at, bytes) =>
        ID_BODY.test(timedBody(at, bytes)),
      ),
    );
    expect(confirmationCodeOf('bkg_1')).toMatch(/^[0-9A-Z]{6}$/);
  });
});

describe('an edit', () => {
  const current = { title: 'Yoga', price: 10, tags: ['a'] };

  test('writes what changed and leaves the rest', () => {
    expect(applyEdit(current, { changes: { price: 12, title: 'Yoga' }, seen: { price: 10 } })).toEqual({ price: 12 });
  });

  test('of a field that somebody changed meanwhile is a conflict with both values', () => {
    const edit = () => applyEdit(current, { changes: { price: 12 }, seen: { price: 9 } });
    expect(edit).toThrow(Refusal);
    try {
      edit();
    } catch (error) {
      expect(error).toMatchObject({ code: 'edit_conflict', facts: { field: 'price', yours: 12, theirs: 10 } });
    }
  });

  test('that asks for what stands already is no conflict', () => {
    expect(applyEdit(current, { changes: { tags: ['a'] }, seen: { tags: [] } })).toEqual({});
  });
});

describe('JSON', () => {
  test('that is equal has one canonical text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const shuffled = JSON.parse(JSON.stringify(value)) as unknown;
        expect(sameJson(value, shuffled)).toBe(true);
        expect(canonicalJson(value)).toBe(canonicalJson(shuffled));
      }),
    );
    expect(canonicalJson({ b: 1, a: [{ d: 1, c: 2 }] })).toBe('{"a":[{"c":2,"d":1}],"b":1}');
  });
});

describe('the registry', () => {
  test('holds every domain, and stops the start at two of one name', () => {
    const registry = slotkeeperRegistry();
    expect(registry.commands.size).toBeGreaterThan(40);
    expect(registry.queries.size).toBeGreaterThan(25);
    const twice = { name: 'a.b', run: () => null };
    expect(() => registryOf([{ commands: { twice } }, { commands: { other: twice } }])).toThrow('two of the name a.b');
  });

  test('names commands as domain.verb, and each may be asked for by somebody', () => {
    for (const { name } of slotkeeperRegistry().commands.values()) expect(name).toMatch(/^[a-z]+\.[a-z][A-Za-z]+$/);
  });

  test('keeps what needs secrets, randomness or the server away from the desktop', () => {
    const online = [...slotkeeperRegistry().commands.values()].filter(({ offline }) => !offline).map(({ name }) => name.split('.')[0]);
    expect(new Set(online)).toEqual(
      new Set([
        ...['tenants', 'members', 'customers', 'availability', 'pricing', 'payments', 'bookings', 'disputes', 'waitlist'],
        ...['notifications', 'webhooks', 'calendar'],
      ]),
    );
  });
});
