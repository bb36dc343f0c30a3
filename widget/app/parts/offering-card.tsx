import { priceLine } from '../flow/flow.tsx';
import { initialOf } from './business.tsx';
import type { Offering } from '../storefront.ts';

interface Props {
  offering: Offering;
  /** Beside offerings with a photo one without gets a tinted ground, so that the cards of a row are alike. */
  pictured: boolean;
  href?: string;
  onPick?: () => void;
}

/** One offering in a list: a link on a page, a button in the dialog. */
export function OfferingCard({ offering, pictured, href, onPick }: Props) {
  const { title, description, photos } = offering;
  const photo = photos[0];
  const inner = (
    <>
      {photo && <img src={photo.url} alt="" loading="lazy" />}
      {!photo && pictured && (
        <i class="blank" aria-hidden="true">
          {initialOf(title)}
        </i>
      )}
      <span class="about">
        <b>{title}</b>
        {description && (
          <span class="clamp" dir="auto">
            {description}
          </span>
        )}
        <span class="facts">{priceLine(offering)}</span>
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

export const arePictured = (offerings: Offering[]): boolean => offerings.some(({ photos }) => photos.length > 0);
