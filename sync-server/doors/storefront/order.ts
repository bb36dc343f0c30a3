interface Titled {
  readonly title: string;
  readonly id: string;
}

const collator = new Intl.Collator('und', { numeric: true });

/** As people look for them: `Äther` beside `Atelier`, `room 9` before `Room 10`. */
export const byTitle = (a: Titled, b: Titled): number => collator.compare(a.title, b.title) || (a.id < b.id ? -1 : Number(a.id > b.id));
