import { useState } from 'preact/hooks';
import { config } from '../config.ts';
import { Flow } from '../flow/flow.tsx';
import { duration } from '../formats.ts';
import { isInline } from '../host-page.ts';
import { Business } from '../parts/business.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { useLoad } from '../parts/use-load.ts';
import type { Offering, Tenant } from '../storefront.ts';
import { words } from '../words.ts';
import { loadOffering, loadOfferings, loadTenant } from './load.ts';
import { What } from './what.tsx';

interface Content {
  tenant: Tenant;
  /** The one that was asked for, or the only one there is. */
  offering: Offering | null;
  list: Offering[];
}

async function load(slug: string | null, signal: AbortSignal): Promise<Content> {
  const [tenant, offering, list] = await Promise.all([
    loadTenant(signal),
    slug === null ? null : loadOffering(slug, signal),
    slug === null ? loadOfferings(null, signal) : null,
  ]);
  const data = list?.data ?? [];
  return { tenant, offering: offering ?? (data.length === 1 ? (data[0] ?? null) : null), list: data };
}

/** The iframe on the business's own page: one offering's flow, or first the choice of one. */
export function FrameView() {
  const [slug, setSlug] = useState(config.offering);
  const [picked, setPicked] = useState<Offering | null>(null);
  const { value, problem, retry } = useLoad(`${slug}`, (signal) => load(slug, signal));
  if (problem)
    return (
      <main class="frame">
        <Trouble {...{ problem, retry }}>
          <button type="button" class="quiet" onClick={() => setSlug(null)}>
            {words.seeOfferings}
          </button>
        </Trouble>
      </main>
    );
  const offering = picked ?? value?.offering;
  return (
    <main class="frame" aria-label={value?.tenant.name}>
      {value ? <Business tenant={value.tenant} /> : <header class="business" />}
      {!value && <Skeleton rows={5} />}
      {value && !offering && <What offerings={value.list} focus={!isInline()} onPick={setPicked} />}
      {value && offering && (
        <>
          <Title tenant={value.tenant} offering={offering} />
          <Flow
            key={offering.id}
            tenant={value.tenant}
            {...{ offering }}
            focus={!isInline() || picked !== null}
            onBack={picked ? () => setPicked(null) : undefined}
          />
        </>
      )}
    </main>
  );
}

function Title({ tenant, offering }: { tenant: Tenant; offering: Offering }) {
  const { title, location, pricingModel, durationMinutes } = offering;
  const facts = [pricingModel === 'ONE_TIME' && duration(durationMinutes), location?.name !== tenant.name && location?.name].filter(
    Boolean,
  );
  return (
    <div class="title">
      <h1>{title}</h1>
      <p>{facts.join(' · ')}</p>
    </div>
  );
}
