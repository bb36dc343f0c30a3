import { useState } from 'preact/hooks';
import { Business } from '../parts/business.tsx';
import { arePictured, OfferingCard } from '../parts/offering-card.tsx';
import { sentenceFor } from '../parts/trouble.tsx';
import type { Tenant } from '../storefront.ts';
import { words } from '../words.ts';
import { pageWords } from './page-words.ts';
import { loadOfferings, type OfferingPage } from './load.ts';

/** `/s/atlas` → `/s/atlas/o/…`; on a domain of the business's own, `/` → `/o/…`. */
const offeringHref = (slug: string): string => `${location.pathname.replace(/\/+$/, '')}/o/${encodeURIComponent(slug)}`;

/** The form that the server drew, with what is asked in the page's address: it stays, above the list. */
const filters = document.getElementById('filters');

export function StorefrontView({ tenant, first }: { tenant: Tenant; first: OfferingPage }) {
  const [page, setPage] = useState(first);
  const [problem, setProblem] = useState<unknown>(null);
  const more = () =>
    loadOfferings(page.nextCursor).then(
      ({ data, nextCursor }) => setPage(({ data: before }) => ({ data: [...before, ...data], nextCursor })),
      setProblem,
    );
  return (
    <>
      <Business tenant={tenant}>
        <a class="own" href={`${location.pathname.replace(/\/+$/, '')}/bookings`}>
          {pageWords.ownBookings}
        </a>
      </Business>
      <main class="page">
        <h1>{words.chooseWhat}</h1>
        {filters && <div ref={(place) => place?.append(filters)} />}
        {page.data.length === 0 && !filters?.dataset.query && <p class="empty">{words.noOfferings}</p>}
        <div class="offerings wall">
          {page.data.map((offering) => (
            <OfferingCard key={offering.id} {...{ offering }} pictured={arePictured(page.data)} href={offeringHref(offering.slug)} />
          ))}
        </div>
        {Boolean(problem) && <p role="alert">{sentenceFor(problem)}</p>}
        {page.nextCursor && (
          <button type="button" class="quiet" onClick={more}>
            {pageWords.moreOfferings}
          </button>
        )}
      </main>
    </>
  );
}
