import { Anchor, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { formatMoney } from '#core/base/money.ts';
import type { Quote } from '#core/domains/pricing/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { wishOf } from './itemDraft.ts';
import type { WishedItem } from './usePrice.ts';

const TYPING_MS = 300;

export interface CouponUse {
  /** as typed */
  code: string;
  /** what all of it costs with the code; undefined where there is none, or it does not apply */
  quote: Quote | undefined;
  error: string | undefined;
}

/** What these cost together with this code, asked a moment after the last key. */
export function useCoupon(items: readonly WishedItem[], code: string): CouponUse {
  const [asked] = useDebouncedValue(code.trim(), TYPING_MS);
  const wishes = items.map(({ offering, draft, startsAt }) => {
    const { resourceId: _resource, ...wish } = wishOf(offering, draft, startsAt);
    return wish;
  });
  const enabled = asked !== '' && wishes.length > 0;
  const { data, error } = useAsk<Quote>('pricing.quote', { items: wishes, couponCode: asked }, { enabled, keep: false });
  const isAsked = enabled && asked === code.trim();
  return { code, quote: isAsked && !error ? data : undefined, error: isAsked && error ? sentenceOf(error) : undefined };
}

interface Props {
  use: CouponUse;
  onChange: (code: string) => void;
}

/** Quiet until somebody has one. */
export function CouponField({ use, onChange }: Props) {
  const [open, setOpen] = useState(use.code !== '');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (open) input.current?.focus();
  }, [open]);
  if (!open)
    return (
      <div>
        <Anchor component="button" type="button" size="sm" onClick={() => setOpen(true)}>
          Add a coupon
        </Anchor>
      </div>
    );
  const { code, quote, error } = use;
  return (
    <TextInput
      label="Coupon"
      placeholder="Code"
      maxLength={60}
      autoComplete="off"
      spellCheck={false}
      ref={input}
      value={code}
      error={error}
      description={quote && `Takes off ${formatMoney(quote.discountCents, { currency: quote.currency })}.`}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      onChange={({ currentTarget }) => onChange(currentTarget.value.toUpperCase())}
    />
  );
}
