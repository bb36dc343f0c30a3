import type { Peer } from './business.ts';
import { byDayjs } from './dayjs.ts';
import { byOurs } from './ours.ts';
import { rruleWithDayjs, rruleWithTzid } from './rrule.ts';

export const engines = { ours: byOurs, rruleWithTzid, rruleWithDayjs, dayjs: byDayjs } satisfies Record<string, Peer>;
