/** What an element tells on hover, as attributes: rows by the hundred may have one each, and a single tooltip shows them all. */
export interface TipProps {
  'data-tip': string;
}

/** These words. */
export const tip = (words: string): TipProps => ({ 'data-tip': words });

/** Its own words, where they are cut off. */
export const tipWhenCut: TipProps = { 'data-tip': '' };
