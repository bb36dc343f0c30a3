import { describe, expect, it } from 'vitest';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { linesOf } from '../../../renderer/screens/catalogue/offeringGroups.ts';
import { deeds, offeringMoves, undone } from '../../../renderer/screens/catalogue/offeringDeeds.ts';

const offering = (title: string, productTypeKey = 'space') => ({ id: title, title, productTypeKey }) as OfferingSummary;

describe('a catalogue', () => {
  it('lists each type by its name, and its offerings by their numbers as people count', () => {
    const lines = linesOf([offering('Room 10'), offering('Yoga', 'class'), offering('Room 9'), offering('Äther')], (key) =>
      key === 'space' ? 'Spaces' : 'Classes',
    );
    expect(lines.map((line) => (line.kind === 'head' ? `${line.name} ${line.offerings.length}` : line.offering.title))).toEqual([
      'Classes 1',
      'Yoga',
      'Spaces 3',
      'Äther',
      'Room 9',
      'Room 10',
    ]);
    expect(lines.flatMap((line) => (line.kind === 'head' ? [] : [[line.first, line.last]]))).toEqual([
      [true, true],
      [true, false],
      [false, false],
      [false, true],
    ]);
  });
});

describe('what was done with an offering', () => {
  it('is undone to where it was', () => {
    const published = { id: 'a', status: 'PUBLISHED', trashedAt: null } as const;
    const archived = { id: 'b', status: 'ARCHIVED', trashedAt: null } as const;
    const trashed = { ...archived, trashedAt: 1 };
    expect(undone('trash', published)).toEqual(['catalog.restoreOffering', 'catalog.publishOffering']);
    expect(undone('archive', { ...published, status: 'DRAFT' })).toEqual(['catalog.restoreOffering']);
    expect(undone('trash', archived)).toEqual(['catalog.restoreOffering', 'catalog.archiveOffering']);
    expect(undone('restore', trashed)).toEqual(['catalog.trashOffering']);
    expect(undone('restore', archived)).toEqual(['catalog.archiveOffering']);
  });

  it('is offered where its state allows it', () => {
    const may = (one: { status: 'DRAFT' | 'PUBLISHED' | 'ARCHIVED'; trashedAt: number | null }) =>
      offeringMoves.filter((which) => deeds[which].may({ id: 'a', ...one }));
    expect(may({ status: 'DRAFT', trashedAt: null })).toEqual(['publish', 'archive', 'trash']);
    expect(may({ status: 'PUBLISHED', trashedAt: null })).toEqual(['unpublish', 'archive', 'trash']);
    expect(may({ status: 'ARCHIVED', trashedAt: 1 })).toEqual(['restore']);
  });
});
