import { IconPhoto } from '@tabler/icons-react';
import type { OfferingFields } from '#core/domains/catalog/model.ts';
import classes from './catalogue.module.css';
import { photoUrl } from './photo.ts';
import { textOn } from './textOn.ts';
import { depositText, movesText, policyText, priceText, stayText, taxText, timeOfDay } from './words.ts';

interface Props {
  values: OfferingFields;
  photo: { mediaType: string; base64: string } | undefined;
  brandColor: string;
}

/** The card as a customer sees it in the shop window. */
export function PreviewCard({ values, photo, brandColor }: Props) {
  const tax = taxText(values);
  const facts = [
    stayText(values),
    values.nights && `check-in from ${timeOfDay(values.nights.checkInTime)}`,
    !values.plan && values.capacity > 1 ? `up to ${values.capacity} people` : null,
    values.plan ? null : values.locationName,
  ].filter(Boolean);
  return (
    <article className={classes.card} aria-label="Preview">
      {photo ? (
        <img className={classes.cardPhoto} src={photoUrl(photo)} alt="" />
      ) : (
        <div
          className={classes.cardPhoto}
          style={{ background: `color-mix(in srgb, ${values.color} 12%, var(--sk-surface))`, color: values.color }}
        >
          <IconPhoto size={28} stroke={1.25} aria-hidden />
        </div>
      )}
      <div className={classes.cardBody}>
        <h3 className={classes.cardTitle} dir="auto">
          {values.title.trim() || 'Untitled'}
        </h3>
        <div className={classes.second}>{facts.join(' · ')}</div>
        {values.description.trim() !== '' && (
          <p className={classes.cardText} dir="auto">
            {values.description.trim()}
          </p>
        )}
        <div className={classes.cardFoot}>
          <div>
            <div className={`${classes.cardPrice} num`}>{priceText(values)}</div>
            {tax && <div className={classes.second}>{tax}</div>}
          </div>
          <span className={classes.cardButton} style={{ background: brandColor, color: textOn(brandColor) }} aria-hidden>
            {values.plan ? 'Subscribe' : values.approval === 'auto' ? 'Book now' : 'Request'}
          </span>
        </div>
        {!values.plan && <p className={classes.policy}>{policyText(values.cancellationPolicy)}</p>}
        {!values.plan && (
          <p className={classes.policy}>{[movesText(values.customerMoveMinutes), depositText(values)].filter(Boolean).join(' ')}</p>
        )}
      </div>
    </article>
  );
}
