/** Stripe's form-encoded bodies: `line_items[0][price_data][currency]=eur` becomes objects within objects. Lists are objects of numbers. */
export type Field = string | Fields;
export interface Fields {
  [name: string]: Field;
}

export function fieldsOf(form: string): Fields {
  const root: Fields = {};
  for (const [name, value] of new URLSearchParams(form)) {
    const path = name.replaceAll(']', '').split('[');
    const last = path.pop() ?? '';
    let place = root;
    for (const step of path) {
      const inside = place[step];
      place = typeof inside === 'object' ? inside : (place[step] = {});
    }
    place[last] = value;
  }
  return root;
}

export const textAt = (fields: Fields, ...path: string[]): string | undefined => {
  let at: Field | undefined = fields;
  for (const step of path) at = typeof at === 'object' ? at[step] : undefined;
  return typeof at === 'string' ? at : undefined;
};

export const fieldsAt = (fields: Fields, ...path: string[]): Record<string, string> => {
  let at: Field | undefined = fields;
  for (const step of path) at = typeof at === 'object' ? at[step] : undefined;
  return Object.fromEntries(
    Object.entries(typeof at === 'object' ? at : {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
};
