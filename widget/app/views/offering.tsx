import { Flow, priceLine } from '../flow/flow.tsx';
import { duration, number } from '../formats.ts';
import { Business, home } from '../parts/business.tsx';
import { Icon } from '../parts/icon.tsx';
import { policySentences } from '../policy.ts';
import type { Detail, Offering, Photo, Tenant } from '../storefront.ts';
import { words } from '../words.ts';
import { pageWords } from './page-words.ts';

/** The way to the series, which the server drew where there is one: it stays. */
const series = document.getElementById('series');

/** The offering's own page: what it is on one side, the flow on the other; on a phone the times come before what there is to read. */
export function OfferingView({ tenant, offering }: { tenant: Tenant; offering: Offering }) {
  const { title, description, photos, location: place, rating } = offering;
  const [cover, ...others] = photos;
  return (
    <>
      <Business tenant={tenant} href={home} />
      <main class="page split">
        <section class="intro">
          {cover && <img class="cover" src={cover.url} srcSet={widthsOf(cover)} sizes="(min-width: 900px) 560px, 100vw" alt={cover.alt} />}
          <h1>{title}</h1>
          <p class="lead">{priceLine(offering)}</p>
          <ul class="facts">
            {rating && rating.count > 0 && (
              <li>
                <Icon name="star" />
                {pageWords.rating(number(rating.average), rating.count)}
              </li>
            )}
            {place && (
              <li>
                <Icon name="pin" />
                <span>{[place.name, place.address].filter(Boolean).join(', ')}</span>
              </li>
            )}
          </ul>
        </section>
        <aside class="panel" aria-label={title}>
          <Flow {...{ tenant, offering }} focus={false} />
        </aside>
        <section class="more">
          {description && (
            <p class="prose" dir="auto">
              {description}
            </p>
          )}
          {offering.details.length > 0 && (
            <dl class="receipt">
              {offering.details.map((detail) => (
                <div key={detail.key} class="line">
                  <dt>{detail.label}</dt>
                  <dd>{textOf(detail)}</dd>
                </div>
              ))}
            </dl>
          )}
          {!offering.plan && <Policy offering={offering} />}
          {series && <div ref={(place) => place?.append(series)} />}
          {others.length > 0 && (
            <div class="photos">
              {others.map((photo) => (
                <img key={photo.id} src={photo.url} srcSet={widthsOf(photo)} sizes="280px" alt={photo.alt} loading="lazy" />
              ))}
            </div>
          )}
        </section>
      </main>
    </>
  );
}

const widthsOf = ({ variants = [] }: Photo): string | undefined =>
  variants.length > 0 ? variants.map(({ width, url }) => `${url} ${width}w`).join(', ') : undefined;

/** "85 m²", "Yes", "Wifi, Kitchen" */
function textOf({ value, unit }: Detail): string {
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'number') return [number(value), unit].filter(Boolean).join(' ');
  return Array.isArray(value) ? value.join(', ') : value;
}

function Policy({ offering }: { offering: Offering }) {
  const sentences = policySentences(offering.cancellationPolicy);
  return (
    <section>
      <h2 class="small">{pageWords.policyTitle}</h2>
      <ul class="plain-list">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
        <li>{sentences.length > 0 ? pageWords.policyAfter : words.policyNever}</li>
        <li>{movesText(offering.customerMoveMinutes)}</li>
      </ul>
    </section>
  );
}

function movesText(minutes: number | null): string {
  if (minutes === null) return pageWords.askBusiness;
  return minutes === 0 ? pageWords.movesUntilStart : pageWords.movesBefore(duration(minutes));
}
