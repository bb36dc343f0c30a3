import { useSession } from '../../bridge/ask.ts';

/** Where customers see an offering; undefined where no server is known. */
export function usePageOf(slug: string): string | undefined {
  const storefront = useSession().data?.storefrontUrl;
  return storefront ? `${storefront.replace(/\/$/, '')}/o/${encodeURIComponent(slug)}` : undefined;
}
