/** Addresses stay readable: every search parameter is plain text, as a person would type it. */
export type SearchText = Record<string, string | undefined>;

export function parseSearch(search: string): SearchText {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search))
    if (typeof value === 'string' ? value !== '' : typeof value === 'number') params.set(key, String(value));
  const text = params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text === '' ? '' : `?${text}`;
}

/** What any screen's address may carry: the drawer that lies over it. */
export interface DrawerSearch {
  /** a booking's drawer */
  booking?: string | undefined;
  /** the New booking drawer */
  new?: '1' | undefined;
  /** where a new booking starts, epoch ms */
  start?: number | undefined;
  /** and ends, where that was drawn */
  end?: number | undefined;
  /** who or what it was drawn for */
  resource?: string | undefined;
  offering?: string | undefined;
  /** whom a new booking is for */
  customer?: string | undefined;
}

export function drawerSearch(search: Record<string, unknown>): DrawerSearch {
  const instant = (name: string) => {
    const at = Number(search[name]);
    return search[name] !== undefined && Number.isSafeInteger(at) ? at : undefined;
  };
  const text = (name: string) => (typeof search[name] === 'string' && search[name] !== '' ? search[name] : undefined);
  return {
    booking: text('booking'),
    new: search['new'] === '1' ? '1' : undefined,
    start: instant('start'),
    end: instant('end'),
    resource: text('resource'),
    offering: text('offering'),
    customer: text('customer'),
  };
}
