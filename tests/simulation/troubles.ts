import type { Report } from './run.ts';

const sum = (reports: readonly Report[], of: (report: Report) => number) => reports.reduce((total, report) => total + of(report), 0);

/** How often each kind of trouble came over all runs: a simulation in which nothing goes wrong proves nothing. */
export function troublesOf(reports: readonly Report[]): Record<string, number> {
  const faults = Object.keys(reports[0]?.faults ?? {}) as (keyof Report['faults'])[];
  return {
    ...Object.fromEntries(faults.map((kind) => [kind, sum(reports, (report) => report.faults[kind])])),
    crashes: sum(reports, ({ crashes }) => crashes),
    signIns: sum(reports, ({ signIns }) => signIns),
    bookingConflicts: sum(reports, ({ refusedThere }) => refusedThere.booking_conflict ?? 0),
    editConflicts: sum(reports, ({ refusedThere }) => refusedThere.edit_conflict ?? 0),
    movesTooLate: sum(reports, ({ refusedThere }) => refusedThere.invalid_transition ?? 0),
  };
}
