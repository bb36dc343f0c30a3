/** The columns of a sheet of offerings: what each is called, and how its cell is written and read. */
import type { AttributeDefinition, OfferingFields } from '../../../catalog/model.ts';
import { pricingModels, startTimes } from '../../../catalog/model.ts';
import { exceptionsOf, exceptionsText } from './exceptions.ts';
import * as forms from './forms.ts';
import { hoursText, rulesOf } from './hours.ts';
import { amountText, bpsOf, centsOf, isYes, percentText, wholeOf, yesNo } from './numbers.ts';
import type { SheetOffering } from './offering.ts';
import { cut, escaped, partsOf, unescaped, unreadable } from './text.ts';

/** What a cell may name: the business's own things. */
export interface Names {
  /** @throws Unreadable */
  resourceIdOf(name: string): string;
  /** by which it can be found again */
  resourceNameOf(id: string): string;
  /** the key of a type that is called so. @throws Unreadable */
  typeKeyOf(name: string): string;
}

export interface CellContext {
  readonly currency: string;
  readonly names: Names;
}

type Field = keyof SheetOffering;

export interface Column<F extends Field = Field> {
  readonly name: string;
  readonly field: F;
  /** its cell is taken with the space around it */
  readonly verbatim?: boolean;
  read(text: string, context: CellContext): SheetOffering[F];
  write(value: SheetOffering[F], context: CellContext): string;
}

const column = <F extends Field>(name: string, field: F, codec: Pick<Column<F>, 'read' | 'write' | 'verbatim'>): Column => ({
  name,
  field,
  ...codec,
});

const asIs = { read: (text: string) => text, write: (text: string) => text };
const named = { read: (text: string) => text, write: (text: string | null) => text ?? '' };
const whole = (example: string) => ({ read: (text: string) => wholeOf(text, example), write: String });
const limit = {
  read: (text: string) => wholeOf(text, '4'),
  write: (value: number | null) => (value === null ? '' : String(value)),
};
const noticeOrNever = {
  read: (text: string) => (text.toLowerCase() === 'never' ? null : wholeOf(text, '120, or never')),
  write: (minutes: number | null) => (minutes === null ? 'never' : String(minutes)),
};
const cents = {
  read: (text: string, { currency }: CellContext) => centsOf(text, currency),
  write: (value: number | null, { currency }: CellContext) => (value === null ? '' : amountText(value, currency)),
};
const flag = { read: isYes, write: yesNo };

const plainOf = (text: string): string => text.toLowerCase().replace(/[\s_-]/g, '');

const oneOf = <T extends string>(values: readonly T[]) => ({
  read: (text: string): T => values.find((value) => plainOf(value) === plainOf(text)) ?? unreadable(`one of ${values.join(', ')}`),
  write: (value: T): string => value,
});

const money = <T>(text: (value: T, currency: string) => string, of: (text: string, currency: string) => T) => ({
  read: (cell: string, { currency }: CellContext): T => of(cell, currency),
  write: (value: T, { currency }: CellContext): string => text(value, currency),
});

/** `Anna | Ben; Room 1`: one of each group is needed */
const resources = {
  read: (text: string, { names }: CellContext): string[][] =>
    partsOf(text, ';')
      .filter(Boolean)
      .map((group) => partsOf(group, '|').map((name) => names.resourceIdOf(unescaped(name)))),
  write: (groups: readonly string[][], { names }: CellContext): string =>
    groups.map((group) => group.map((id) => escaped(names.resourceNameOf(id), ';|')).join(' | ')).join('; '),
};

export const columns: readonly Column[] = [
  column('title', 'title', asIs),
  column('slug', 'slug', asIs),
  column('description', 'description', { ...asIs, verbatim: true }),
  column('type', 'productTypeKey', { read: (text, { names }) => names.typeKeyOf(text), write: (key) => key }),
  column('categories', 'categories', { read: forms.namesOf, write: forms.namesText }),
  column('pricingModel', 'pricingModel', oneOf(pricingModels)),
  column('price', 'basePriceCents', cents),
  column('currency', 'currency', { read: (text) => text.toUpperCase(), write: (code) => code }),
  column('tax', 'taxBps', { read: bpsOf, write: percentText }),
  column('taxIncluded', 'taxIncluded', flag),
  column('duration', 'durationMinutes', whole('60')),
  column('durations', 'durations', money(forms.durationsText, forms.durationsOf)),
  column('slot', 'slotMinutes', whole('30')),
  column('startTimes', 'startTimes', oneOf(startTimes)),
  column('capacity', 'capacity', whole('1')),
  column('bufferBefore', 'bufferBeforeMinutes', whole('0')),
  column('bufferAfter', 'bufferAfterMinutes', whole('15')),
  column('notice', 'minNoticeMinutes', whole('120')),
  column('horizon', 'maxAdvanceDays', whole('90')),
  column('timezone', 'timezone', asIs),
  column('hours', 'hours', { read: rulesOf, write: hoursText }),
  column('exceptions', 'exceptions', { read: exceptionsOf, write: exceptionsText }),
  column('resources', 'resourceGroups', resources),
  column('locationName', 'locationName', named),
  column('locationAddress', 'locationAddress', named),
  column('nights', 'nights', { read: forms.nightsOf, write: forms.nightsText }),
  column('addOns', 'addOns', money(forms.addOnsText, forms.addOnsOf)),
  column('questions', 'questions', { read: forms.questionsOf, write: forms.questionsText }),
  column('quantityTiers', 'quantityTiers', money(forms.tiersText, forms.tiersOf)),
  column('floor', 'floorCents', cents),
  column('ceiling', 'ceilingCents', cents),
  column('deposit', 'deposit', money(forms.depositText, forms.depositOf)),
  column('cancellation', 'cancellationPolicy', { read: forms.policyOf, write: forms.policyText }),
  column('approval', 'approval', oneOf(['auto', 'manual'])),
  column('pendingTakesPlace', 'pendingTakesPlace', flag),
  column('customerMove', 'customerMoveMinutes', noticeOrNever),
  column('dailyLimit', 'dailyLimit', limit),
  column('customerDailyLimit', 'customerDailyLimit', limit),
  column('customerOpenLimit', 'customerOpenLimit', limit),
  column('plan', 'plan', { read: forms.planOf, write: forms.planText }),
  column('color', 'color', asIs),
];

export const needed: readonly string[] = ['title', 'price'];

const byPlainName = new Map(columns.map((each) => [plainOf(each.name), each]));
export const columnOfField = new Map<string, string>(columns.map(({ field, name }) => [field, name]));

export const ATTRIBUTE = 'attr:';

/** The column by which a row is of an offering of the catalogue, whatever its slug says. */
export const identity = { name: 'id', verbatim: false } as const;

/** A heading as it was meant: in any case, with spaces or hyphens. Undefined where there is no such column. */
export function headingOf(text: string): Column | typeof identity | { readonly attribute: string } | undefined {
  const [prefix, key] = cut(text.trim(), ':') ?? [];
  if (prefix?.toLowerCase() === 'attr' && key !== undefined && /^[A-Za-z][A-Za-z0-9_]{0,39}$/.test(key)) return { attribute: key };
  return plainOf(text) === identity.name ? identity : byPlainName.get(plainOf(text.trim()));
}

export const definitionOf = (definitions: readonly AttributeDefinition[], key: string): AttributeDefinition | undefined =>
  definitions.find((definition) => definition.key === key);

/** What stands for a blank cell, where nothing is not what is meant. */
export type Defaults = Omit<OfferingFields, 'title' | 'slug' | 'basePriceCents'>;
