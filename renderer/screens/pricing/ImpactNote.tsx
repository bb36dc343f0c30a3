import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { formatMoney } from '#core/base/money.ts';
import type { OfferingFields } from '#core/domains/catalog/model.ts';
import type { PriceImpact, PriceRuleFields } from '#core/domains/pricing/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { momentText } from '../calendar/clock.ts';
import { impactText } from './impactWords.ts';
import classes from './pricing.module.css';

/** In place of what is saved. */
export interface PriceDraft {
  rules?: readonly PriceRuleFields[];
  offering?: { id: string; changes: Partial<OfferingFields> };
}

/** What saving these rules or prices would change, in a line, with some of it to look at. */
export function ImpactNote(draft: PriceDraft) {
  const { data, error, isPlaceholderData } = useAsk<PriceImpact>('pricing.impact', draft);
  const [open, setOpen] = useState(false);
  if (error && !data) return <p className={classes.impact}>What it changes can’t be told right now. Saving works all the same.</p>;
  if (!data || isPlaceholderData) return <p className={classes.impact}>Looking at what it changes …</p>;
  return (
    <div className={classes.impact} role="status">
      {impactText(data)}{' '}
      {data.examples.length > 0 && (
        <UnstyledButton className={classes.link} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide the examples' : 'Show some'}
        </UnstyledButton>
      )}
      {open && (
        <ul className={classes.examples}>
          {data.examples.map((example) => (
            <li key={`${example.offeringId}/${example.startsAt}`}>
              <span className="truncate" dir="auto" title={example.title}>
                {example.title}
              </span>
              <span className="num">{momentText(example.timezone, example.startsAt)}</span>
              <span className="num">
                <s>{formatMoney(example.fromCents, example)}</s> {formatMoney(example.toCents, example)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
