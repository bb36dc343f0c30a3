import { Alert, Button, Text, UnstyledButton } from '@mantine/core';
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import type { Coupon, RedemptionEntry } from '#core/domains/promotions/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { runCommand, useAsk } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { Answered } from '../../components/Answered.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { MoneyText } from '../../components/MoneyText.tsx';
import { SidePanel } from '../../components/SidePanel.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { toast } from '../../components/toasts.ts';
import { Truncate } from '../../components/Truncate.tsx';
import { managersOnly, useIsManager } from '../catalogue/access.ts';
import { CouponBadge } from './CouponBadge.tsx';
import { CouponForm } from './CouponForm.tsx';
import classes from './coupons.module.css';
import { blank, draftOf, editBetween, fieldsOf, problemsOf } from './draft.ts';
import type { CouponMoves } from './useCouponMoves.ts';
import { useHouse } from './useHouse.ts';

const FORM = 'coupon';

export function NewCouponDrawer({ onClose, onMade }: { onClose: () => void; onMade: (couponId: string) => void }) {
  const house = useHouse();
  return (
    <SidePanel title="New coupon" onClose={onClose} footer={<Save verb="Create" onCancel={onClose} />}>
      {house && <Editor coupon={null} house={house} onSaved={(couponId) => (couponId === null ? onClose() : onMade(couponId))} />}
    </SidePanel>
  );
}

interface Props {
  couponId: string;
  moves: CouponMoves;
  onClose: () => void;
}

export function CouponDrawer({ couponId, moves, onClose }: Props) {
  const query = useAsk<Coupon>('promotions.coupon', { couponId }, { tables: ['coupons', 'coupon_redemptions'] });
  const house = useHouse();
  const isManager = useIsManager();
  const coupon = query.data;
  const inTrash = coupon !== undefined && coupon.trashedAt !== null;
  return (
    <SidePanel
      title={coupon?.code ?? 'Coupon'}
      aside={
        coupon && (
          <>
            <CouponBadge coupon={coupon} />
            {isManager && !inTrash && (
              <IconAction icon={IconTrash} label="Move to the trash" onClick={() => void moves.trash(coupon).then(onClose)} />
            )}
          </>
        )
      }
      onClose={onClose}
      footer={
        coupon &&
        isManager &&
        (inTrash ? (
          <Button leftSection={<IconArrowBackUp size={16} stroke={1.5} />} onClick={() => void moves.restore(coupon)}>
            Restore
          </Button>
        ) : (
          <Save verb="Save" onCancel={onClose} />
        ))
      }
    >
      <Answered query={query}>
        {(known) => (
          <div className={classes.sections}>
            {!isManager && (
              <Text size="xs" c="dimmed">
                {managersOnly}
              </Text>
            )}
            {house && <Editor key={`${known.id}/${known.updatedAt}`} coupon={known} house={house} onSaved={() => toast.ok('Saved.')} />}
            <Uses couponId={couponId} />
          </div>
        )}
      </Answered>
    </SidePanel>
  );
}

function Save({ verb, onCancel }: { verb: string; onCancel: () => void }) {
  return (
    <>
      <Button type="submit" form={FORM}>
        {verb}
      </Button>
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </>
  );
}

interface EditorProps {
  coupon: Coupon | null;
  house: { timezone: string; displayCurrency: string };
  /** null: it was there already */
  onSaved: (couponId: string | null) => void;
}

/** Goes with what was seen, so that no other's change is written over. */
function Editor({ coupon, house, onSaved }: EditorProps) {
  const { timezone: zone, displayCurrency: currency } = house;
  const [draft, setDraft] = useState(() => (coupon === null ? blank : draftOf(coupon, zone)));
  const [tried, setTried] = useState(false);
  const [taken, setTaken] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const offerings = useAsk<OfferingSummary[]>('catalog.offerings', {}, { tables: ['offerings'] }).data ?? [];
  const isManager = useIsManager();
  const form = useRef<HTMLFormElement>(null);
  const isNew = coupon === null;
  useEffect(() => {
    if (isNew) form.current?.querySelector('input')?.focus();
  }, [isNew]);
  const problems = problemsOf(draft);
  const code = draft.code.trim().toUpperCase();
  const isTaken = taken !== null && taken === code;

  const save = async () => {
    const fields = fieldsOf(draft, { zone, currency, saved: coupon });
    if (coupon === null) return (await runCommand<{ couponId: string }>('promotions.createCoupon', fields)).couponId;
    const edit = editBetween(coupon, fields);
    if (Object.keys(edit.changes).length > 0) await runCommand('promotions.updateCoupon', { couponId: coupon.id, ...edit });
    return null;
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(null);
    if (Object.keys(problems).length > 0) {
      // After they are drawn.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    try {
      onSaved(await save());
    } catch (cause) {
      const failure = failureOf(cause);
      if (failure.code === 'already_exists') setTaken(code);
      else setProblem(sentenceOf(failure));
    }
  };
  return (
    <form id={FORM} ref={form} aria-label={coupon?.code ?? 'New coupon'} noValidate onSubmit={(event) => void submit(event)}>
      <CouponForm
        draft={draft}
        problems={{ ...(tried ? problems : {}), ...(isTaken ? { code: 'Another coupon has this code already.' } : {}) }}
        offerings={offerings.filter(({ plan }) => plan === null)}
        currency={currency}
        isNew={coupon === null}
        disabled={!isManager || (coupon !== null && coupon.trashedAt !== null)}
        onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
      />
      {problem !== null && (
        <Alert mt="md" color="red" variant="light" role="alert">
          {problem}
        </Alert>
      )}
    </form>
  );
}

interface UsesPage {
  data: RedemptionEntry[];
  total: number;
}

/** Who used it when, and what it took off; a click leads to the booking. */
function Uses({ couponId }: { couponId: string }) {
  const uses = useAsk<UsesPage>('promotions.redemptions', { couponId }, { tables: ['coupon_redemptions', 'customers'] });
  return (
    <section aria-label="Redemptions">
      <h3 className={classes.heading}>Redemptions</h3>
      <Answered query={uses}>
        {({ data, total }) => (
          <>
            {data.length === 0 && <Text c="dimmed">Nobody has used it yet.</Text>}
            <ul className={classes.uses}>
              {data.map((use) => (
                <Use key={use.id} use={use} />
              ))}
            </ul>
            {total > data.length && (
              <Text size="xs" c="dimmed" mt="sm">
                And {total - data.length} earlier ones.
              </Text>
            )}
          </>
        )}
      </Answered>
    </section>
  );
}

function Use({ use }: { use: RedemptionEntry }) {
  const { openBooking } = useDrawers();
  const isReleased = use.releasedAt !== null;
  return (
    <li>
      <UnstyledButton className={classes.use} data-released={isReleased || undefined} onClick={() => openBooking(use.bookingId)}>
        <Truncate>{`${use.customerName || 'A customer'} · ${use.confirmationCode}`}</Truncate>
        <span className={classes.quiet}>
          {isReleased ? 'given back ' : ''}
          <TimeText at={use.releasedAt ?? use.redeemedAt} form="near" />
        </span>
        <MoneyText cents={-use.amountCents} currency={use.currency} />
      </UnstyledButton>
    </li>
  );
}
