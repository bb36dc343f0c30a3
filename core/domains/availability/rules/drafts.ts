import type { SlotFacts, Timetable } from '../model.ts';

/** Hours or exceptions of an offering or a resource as they would be. */
interface Draft {
  readonly subjectId: string;
  readonly change: (table: Timetable) => Timetable;
}

/** The facts as they would be then; the same where they are not about that subject. */
export function drafted(facts: SlotFacts, { subjectId, change }: Draft): SlotFacts {
  if (facts.offering.id === subjectId) return { ...facts, timetable: change(facts.timetable) };
  const table = facts.resources.get(subjectId);
  if (table === undefined) return facts;
  return { ...facts, resources: new Map(facts.resources).set(subjectId, { ...table, ...change(table) }) };
}

/** Rules that are not saved yet have no ids. */
export const numbered = <R extends object>(rules: readonly R[]): (R & { id: string })[] =>
  rules.map((rule, i) => ({ id: `new/${i}`, ...rule }));
