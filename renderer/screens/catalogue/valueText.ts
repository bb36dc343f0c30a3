import { sameJson } from '#core/base/json.ts';
import { lengthText } from './words.ts';

/** What a colleague set meanwhile, said in a line. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (sameJson(value, [])) return 'nothing';
  const names = Array.isArray(value) ? value.map(nameOf) : [];
  return names.length > 0 && names.every((name) => name !== null) ? names.join(', ') : 'something else';
}

function nameOf(one: unknown): string | null {
  if (typeof one === 'string') return one;
  const { name, label, minutes, fromQuantity } = (one ?? {}) as Record<string, unknown>;
  if (typeof name === 'string') return name;
  if (typeof label === 'string') return label;
  if (typeof minutes === 'number') return lengthText(minutes);
  return typeof fromQuantity === 'number' ? `from ${fromQuantity}` : null;
}
