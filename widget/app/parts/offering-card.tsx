import { priceOf } from '../flow/flow.tsx';
import { duration } from '../formats.ts';
import type { Offering } from '../storefront.ts';

/** One offering in a list: a link on a page, a button in the dialog. */
export function OfferingCard({ offering, href, onPick }: { offering: Offering; href?: string; onPick?: () => void }) {
  const { title, description, photos, durationMinutes, pricingModel } = offering;
  const { sum, note } = priceOf(offering);
  const photo = photos[0];
  const inner = (
    <>
      {photo && <img src={photo.url} alt="" loading="lazy" />}
      <span class="about">
        <b>{title}</b>
        {description && <span class="clamp">{description}</span>}
        <span class="facts">
          {pricingModel !== 'ONE_TIME' && `${duration(durationMinutes)} · `}
          {sum} · {note}
        </span>
      </span>
    </>
  );
  return href ? (
    <a class="card offering" href={href}>
      {inner}
    </a>
  ) : (
    <button type="button" class="card offering" onClick={onPick}>
      {inner}
    </button>
  );
}
