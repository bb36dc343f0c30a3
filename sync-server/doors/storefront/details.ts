/** What the type of an offering says of it, in the type's order: with a label, and as its kind wants it. */
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

export function detailsOf({ productTypeKey, attributes }: Offering, types: readonly ProductType[]): Detail[] {
  const definitions = types.find(({ key }) => key === productTypeKey)?.attributes ?? [];
  return definitions.flatMap((definition) => detailOf(definition, attributes[definition.key]));
}
