import { useDebouncedValue } from '@mantine/hooks';
import { sameJson } from '#core/base/json.ts';
import type { OfferingFields } from '#core/domains/catalog/model.ts';
import { ImpactNote } from '../pricing/ImpactNote.tsx';
import { problemsOf } from './problems.ts';
import type { Editor } from './useEditor.ts';

const priceFields = ['pricingModel', 'basePriceCents', 'durations', 'quantityTiers', 'floorCents', 'ceilingCents'] as const;

const TYPING_MS = 250;

/** What the prices that are written here would change for customers, before they are saved; nothing where nobody can book it. */
export function PriceImpactLine({ editor }: { editor: Editor }) {
  const { offering, values } = editor;
  const [settled] = useDebouncedValue(JSON.stringify(offering === undefined ? {} : changesOf(offering, values)), TYPING_MS);
  if (offering?.status !== 'PUBLISHED' || settled === '{}') return null;
  if (values.pricingModel === 'SUBSCRIPTION' || offering.pricingModel === 'SUBSCRIPTION') return null;
  const wrong = Object.keys(problemsOf(values)).map((path) => path.split('.')[0]);
  if (priceFields.some((field) => wrong.includes(field))) return null;
  return (
    <div style={{ marginTop: 12 }}>
      <ImpactNote offering={{ id: offering.id, changes: JSON.parse(settled) as Partial<OfferingFields> }} />
    </div>
  );
}

function changesOf(saved: Pick<OfferingFields, (typeof priceFields)[number]>, values: OfferingFields): Partial<OfferingFields> {
  return Object.fromEntries(priceFields.flatMap((field) => (sameJson(values[field], saved[field]) ? [] : [[field, values[field]]])));
}
