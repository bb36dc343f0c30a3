import { describe, expect, it } from 'vitest';
import type { SlotReason } from '#core/domains/availability/model.ts';
import { editorPartOf } from '../../../renderer/screens/availability/why.ts';

describe('why not', () => {
  it('leads to the part of the editor where the term is changed', () => {
    const part = (code: SlotReason['code']) => editorPartOf(code) ?? null;
    expect(['notice', 'horizon', 'off_grid'].map((code) => part(code as SlotReason['code']))).toEqual(['time', 'time', 'time']);
    expect([part('daily_limit'), part('stay'), part('arrival')]).toEqual(['limits', 'nights', 'nights']);
    expect([part('full'), part('blocked'), part('past')]).toEqual([null, null, null]);
  });
});
