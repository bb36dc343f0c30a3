/** What a plan is good for, and what the type of an offering says of it, in the type's order: with a label, and as its kind wants it. */
import { z } from 'zod';
import { type AttributeDefinition, fieldKinds, type Offering, type ProductType } from '#core/domains/catalog/model.ts';

export const Detail = z.strictObject({
  key: z.string(),
  label: z.string(),
  kind: z.enum(fieldKinds),
  unit: z.string().nullable(),
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
});
export type Detail = z.output<typeof Detail>;

const ofKind = {
  text: z.string().min(1),
  choice: z.string().min(1),
  date: z.iso.date(),
  number: z.number(),
  yesNo: z.boolean(),
  choices: z.array(z.string()).min(1),
} as const;

/** What was written before its type changed, and is of another kind now, is left out. */
function detailOf({ key, label, kind, unit }: AttributeDefinition, value: unknown): Detail[] {
  const parsed = ofKind[kind].safeParse(value);
  return parsed.success ? [{ key, label, kind, unit, value: parsed.data }] : [];
}

/** What a plan's visits are for, as far as it is on sale: nobody is told of drafts. */
function goodFor({ plan }: Offering, onSale: readonly Offering[]): Detail[] {
  const titles = onSale.filter(({ id }) => plan?.offeringIds.includes(id)).map(({ title }) => title);
  return titles.length === 0 ? [] : [{ key: '.plan', label: 'Good for', kind: 'choices', unit: null, value: titles }];
}

interface Around {
  readonly types: readonly ProductType[];
  readonly onSale: readonly Offering[];
}

export function detailsOf(offering: Offering, { types, onSale }: Around): Detail[] {
  const { productTypeKey, attributes } = offering;
  const definitions = types.find(({ key }) => key === productTypeKey)?.attributes ?? [];
  return [...goodFor(offering, onSale), ...definitions.flatMap((definition) => detailOf(definition, attributes[definition.key]))];
}
