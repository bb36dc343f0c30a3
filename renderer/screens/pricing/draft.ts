/** A price rule while it is being written: fields as typed, the conditions that stand open, and what is wrong with them. */
import { minorDigits } from '#core/base/money.ts';
import type { PriceRule, PriceRuleFields } from '#core/domains/pricing/model.ts';
import { PERCENT } from '../catalogue/unit.ts';

export const conditions = ['weekdays', 'time', 'season', 'lead', 'full'] as const;
export type Condition = (typeof conditions)[number];

export type Typed = number | '';
export type LeadUnit = 'hours' | 'days';

export interface Draft {
  name: string;
  active: boolean;
  sign: 'dearer' | 'cheaper';
  amount: Typed;
  /** `%` or a currency */
  unit: string;
  offeringIds: string[];
  open: readonly Condition[];
  weekdays: readonly number[];
  timeFrom: string;
  timeTo: string;
  dateFrom: string | null;
  dateTo: string | null;
  yearly: boolean;
  leadFrom: Typed;
  leadTo: Typed;
  leadUnit: LeadUnit;
  fullFrom: Typed;
  fullTo: Typed;
  last: boolean;
}

export const blank: Draft = {
  name: '',
  active: true,
  sign: 'dearer',
  amount: '',
  unit: PERCENT,
  offeringIds: [],
  open: [],
  weekdays: [],
  timeFrom: '',
  timeTo: '',
  dateFrom: null,
  dateTo: null,
  yearly: false,
  leadFrom: '',
  leadTo: '',
  leadUnit: 'days',
  fullFrom: '',
  fullTo: '',
  last: false,
};

const typed = (value: number | null): Typed => value ?? '';
const isWholeDays = (hours: number | null) => hours === null || hours % 24 === 0;

export function draftOf(rule: PriceRuleFields): Draft {
  const unit = rule.kind === 'percent' ? PERCENT : (rule.currency ?? 'EUR');
  const hasLead = rule.leadFromHours !== null || rule.leadToHours !== null;
  const leadUnit: LeadUnit = isWholeDays(rule.leadFromHours) && isWholeDays(rule.leadToHours) ? 'days' : 'hours';
  const lead = (hours: number | null) => (hours === null ? '' : hours / (leadUnit === 'days' ? 24 : 1));
  const stands: Record<Condition, boolean> = {
    weekdays: rule.weekdays.length > 0,
    time: rule.timeFrom !== null,
    season: rule.dateFrom !== null || rule.dateTo !== null,
    lead: hasLead,
    full: rule.occupancyFrom !== null || rule.occupancyTo !== null,
  };
  return {
    name: rule.name,
    active: rule.active,
    sign: rule.value < 0 ? 'cheaper' : 'dearer',
    amount: Math.abs(rule.value) / scaleOf(unit),
    unit,
    offeringIds: rule.offeringIds,
    open: conditions.filter((condition) => stands[condition]),
    weekdays: rule.weekdays,
    timeFrom: rule.timeFrom ?? '',
    timeTo: rule.timeTo ?? '',
    dateFrom: rule.dateFrom,
    dateTo: rule.dateTo,
    yearly: rule.yearly,
    leadFrom: lead(rule.leadFromHours),
    leadTo: lead(rule.leadToHours),
    leadUnit,
    fullFrom: typed(rule.occupancyFrom),
    fullTo: typed(rule.occupancyTo),
    last: rule.last,
  };
}

const scaleOf = (unit: string) => (unit === PERCENT ? 100 : 10 ** minorDigits(unit));

export type Field =
  'name' | 'amount' | 'weekdays' | 'timeFrom' | 'timeTo' | 'dateFrom' | 'dateTo' | 'leadFrom' | 'leadTo' | 'fullFrom' | 'fullTo';

/** `missing`: said once somebody tried to save. `wrong`: said at once. */
export interface Problems {
  missing: Partial<Record<Field, string>>;
  wrong: Partial<Record<Field, string>>;
}

export function problemsOf(draft: Draft): Problems {
  const missing: Problems['missing'] = {};
  const wrong: Problems['wrong'] = {};
  const isOpen = (condition: Condition) => draft.open.includes(condition);
  if (draft.name.trim() === '') missing.name = 'Give it a name: it stands in the steps of a price.';
  if (draft.amount === '' || draft.amount === 0) missing.amount = 'By how much?';
  else if (draft.unit === PERCENT && draft.sign === 'cheaper' && draft.amount > 100)
    wrong.amount = 'At most 100 %: nothing costs less than nothing.';
  else if (draft.unit === PERCENT && draft.amount > 1_000) wrong.amount = 'At most 1000 %.';
  if (isOpen('weekdays') && draft.weekdays.length === 0) missing.weekdays = 'Choose a day, or take this condition off.';
  if (isOpen('time')) {
    if (draft.timeFrom === '') missing.timeFrom = 'From when?';
    if (draft.timeTo === '') missing.timeTo = 'Until when?';
    if (draft.timeFrom !== '' && draft.timeFrom === draft.timeTo) wrong.timeTo = 'Choose another time than the first.';
  }
  if (isOpen('season')) {
    const hasNone = draft.dateFrom === null && draft.dateTo === null;
    if (draft.dateFrom === null && (draft.yearly || hasNone)) missing.dateFrom = 'From which day?';
    if (draft.dateTo === null && draft.yearly) missing.dateTo = 'Until which day?';
  }
  if (isOpen('season') && !draft.yearly && draft.dateFrom !== null && draft.dateTo !== null && draft.dateTo < draft.dateFrom)
    wrong.dateTo = 'Before the first day.';
  if (isOpen('lead')) {
    if (draft.leadFrom === '' && draft.leadTo === '') missing.leadFrom = 'How far ahead?';
    if (draft.leadFrom !== '' && draft.leadTo !== '' && draft.leadTo <= draft.leadFrom) wrong.leadTo = 'More than the first.';
    if (draft.leadTo === 0) wrong.leadTo = 'At least one.';
  }
  if (isOpen('full')) {
    if (draft.fullFrom === '' && draft.fullTo === '') missing.fullFrom = 'How full?';
    if (draft.fullFrom !== '' && draft.fullTo !== '' && draft.fullTo < draft.fullFrom) wrong.fullTo = 'Not less than the first.';
  }
  return { missing, wrong };
}

export const isSound = ({ missing, wrong }: Problems): boolean => Object.keys(missing).length + Object.keys(wrong).length === 0;

/** What the draft says, as it is saved where it is sound; what is missing is left out. */
export function fieldsOf(draft: Draft): PriceRuleFields {
  const isOpen = (condition: Condition) => draft.open.includes(condition);
  const hours = (value: Typed) => (value === '' ? null : value * (draft.leadUnit === 'days' ? 24 : 1));
  const share = (value: Typed) => (value === '' ? null : value);
  const hasTimes = isOpen('time') && draft.timeFrom !== '' && draft.timeTo !== '';
  const size = Math.round((draft.amount === '' ? 0 : draft.amount) * scaleOf(draft.unit));
  return {
    name: draft.name.trim(),
    active: draft.active,
    offeringIds: draft.offeringIds,
    weekdays: isOpen('weekdays') ? draft.weekdays.toSorted((a, b) => a - b) : [],
    timeFrom: hasTimes ? draft.timeFrom : null,
    timeTo: hasTimes ? draft.timeTo : null,
    dateFrom: isOpen('season') ? draft.dateFrom : null,
    dateTo: isOpen('season') ? draft.dateTo : null,
    yearly: isOpen('season') && draft.yearly,
    leadFromHours: isOpen('lead') ? hours(draft.leadFrom) : null,
    leadToHours: isOpen('lead') ? hours(draft.leadTo) : null,
    occupancyFrom: isOpen('full') ? share(draft.fullFrom) : null,
    occupancyTo: isOpen('full') ? share(draft.fullTo) : null,
    kind: draft.unit === PERCENT ? 'percent' : 'amount',
    value: draft.sign === 'cheaper' && size !== 0 ? -size : size,
    currency: draft.unit === PERCENT ? null : draft.unit,
    last: draft.last,
  };
}

export function fieldsOfRule({ id: _id, position: _position, ...fields }: PriceRule): PriceRuleFields {
  return fields;
}

export interface Preset {
  key: string;
  label: string;
  /** what it is for, in a few words */
  hint: string;
  draft: Draft;
}

const thisYear = new Date().getFullYear();

export const presets: readonly Preset[] = [
  {
    key: 'weekend',
    label: 'Weekend',
    hint: 'dearer on Saturdays and Sundays',
    draft: { ...blank, name: 'Weekend', amount: 20, open: ['weekdays'], weekdays: [6, 7] },
  },
  {
    key: 'evening',
    label: 'Evening',
    hint: 'dearer from 17:00 on',
    draft: { ...blank, name: 'Evening', amount: 15, open: ['time'], timeFrom: '17:00', timeTo: '22:00' },
  },
  {
    key: 'season',
    label: 'Season',
    hint: 'dearer in summer, every year',
    draft: {
      ...blank,
      name: 'High season',
      amount: 25,
      open: ['season'],
      dateFrom: `${thisYear}-06-01`,
      dateTo: `${thisYear}-08-31`,
      yearly: true,
    },
  },
  {
    key: 'lastMinute',
    label: 'Last minute',
    hint: 'cheaper within a day of the start',
    draft: { ...blank, name: 'Last minute', sign: 'cheaper', amount: 15, open: ['lead'], leadTo: 1 },
  },
  {
    key: 'earlyBird',
    label: 'Early bird',
    hint: 'cheaper when booked two weeks ahead',
    draft: { ...blank, name: 'Early bird', sign: 'cheaper', amount: 10, open: ['lead'], leadFrom: 14 },
  },
  {
    key: 'busy',
    label: 'Busy days',
    hint: 'dearer from 80 % full',
    draft: { ...blank, name: 'Busy day', amount: 15, open: ['full'], fullFrom: 80 },
  },
];
