import { Button, CopyButton, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { formatMoney } from '#core/base/money.ts';
import { refundableOf } from '#core/base/settlement.ts';
import type { Payment, Refund } from '#core/domains/payments/model.ts';
import { MoneyText } from '../../components/MoneyText.tsx';
import { formatAt } from '../../components/times.ts';
import { TimeText } from '../../components/TimeText.tsx';
import { managersOnly, useIsManager } from '../catalogue/access.ts';
import drawer from './drawer.module.css';
import { GiveBackDialog } from './GiveBackDialog.tsx';
import classes from './money.module.css';
import { paymentWords } from './payments.ts';

/** One payment: how and when it came, or what it waits for. */
export function PaymentRow({ payment, refunds }: { payment: Payment; refunds: readonly Refund[] }) {
  const {
    status,
    amountCents,
    capturedCents,
    feeCents,
    currency,
    createdAt,
    authoriseAt,
    heldUntil,
    releaseAt,
    failure,
    note,
    checkoutUrl,
  } = payment;
  const most = refundableOf(payment, refunds);
  const more = [
    status === 'SAVED' && keptSaid({ authoriseAt, releaseAt }),
    status === 'AUTHORISED' && heldSaid({ heldUntil, releaseAt }),
    status === 'PENDING' && checkoutUrl === null && 'the page is being made',
    feeCents !== null && feeCents > 0 && feeSaid(payment, feeCents),
    failure,
    note,
  ].filter(Boolean);
  return (
    <li className={classes.row}>
      <div className={drawer.line}>
        <span>{paymentWords(payment)}</span>
        <MoneyText cents={status === 'PAID' ? capturedCents : amountCents} currency={currency} />
      </div>
      <div className={classes.facts}>
        <span dir="auto">
          <TimeText at={createdAt} />
          {more.map((part) => ` · ${part}`)}
        </span>
        {most > 0 && <GiveBack payment={payment} most={most} />}
        {status === 'PENDING' && checkoutUrl !== null && <CopyLink url={checkoutUrl} />}
      </div>
    </li>
  );
}

/** A card is kept until it is held, or charged, or for as long as a no-show may be said of what is over. */
function keptSaid({ authoriseAt, releaseAt }: Pick<Payment, 'authoriseAt' | 'releaseAt'>): string {
  if (authoriseAt !== null) return `held from ${formatAt(authoriseAt, 'dayTime')}`;
  return releaseAt === null ? 'being asked' : letGoSaid(releaseAt);
}

const letGoSaid = (at: number): string => `let go on ${formatAt(at, 'dayTime')} unless it’s a no-show`;

/** A hold that is not taken is let go, or ends by itself. */
function heldSaid({ heldUntil, releaseAt }: Pick<Payment, 'heldUntil' | 'releaseAt'>): string | false {
  if (releaseAt !== null) return letGoSaid(releaseAt);
  return heldUntil !== null && `until ${formatAt(heldUntil, 'dayTime')}`;
}

const feeSaid = ({ provider, currency }: Payment, feeCents: number): string =>
  `${provider === 'stripe' ? 'Stripe' : 'the sandbox'} kept ${formatMoney(feeCents, { currency })}`;

function CopyLink({ url }: { url: string }) {
  return (
    <CopyButton value={url}>
      {({ copied, copy }) => (
        <Button variant="default" size="compact-xs" onClick={copy}>
          {copied ? 'Copied' : 'Copy the link to pay'}
        </Button>
      )}
    </CopyButton>
  );
}

function GiveBack({ payment, most }: { payment: Payment; most: number }) {
  const isManager = useIsManager();
  const [asking, setAsking] = useState(false);
  const which = `${paymentWords(payment)}, ${formatMoney(payment.capturedCents, payment)}`;
  return (
    <>
      <Tooltip label={managersOnly} disabled={isManager}>
        <span>
          <Button
            variant="default"
            size="compact-xs"
            disabled={!isManager}
            aria-label={`Give back… (${which})`}
            onClick={() => setAsking(true)}
          >
            Give back…
          </Button>
        </span>
      </Tooltip>
      {asking && <GiveBackDialog payment={payment} most={most} onClose={() => setAsking(false)} />}
    </>
  );
}
