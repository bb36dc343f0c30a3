import { useEffect, useState } from 'preact/hooks';
import { call, persist, type Refused } from '../api.ts';
import { dateTime, money, ownZone } from '../formats.ts';
import { Heading } from '../parts/heading.tsx';
import { Notice } from '../parts/notice.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Trouble } from '../parts/trouble.tsx';
import { useAction } from '../parts/use-action.ts';
import { useLoad } from '../parts/use-load.ts';
import { Waiting } from '../parts/waiting.tsx';
import type { Booking, Dispute } from '../storefront.ts';
import { words } from '../words.ts';
import { disputeWords } from './dispute-words.ts';
import { saveWriting } from './kept.ts';
import { Saying } from './saying.tsx';

interface Disputed {
  booking: Booking;
  token: string | undefined;
  reload(): Promise<Booking>;
  /** The booking as it is now, and what has just happened: nothing, where that is empty. */
  onChanged(booking: Booking, said: string): void;
}

const withDisputeOf = (booking: Booking, disputeId: string): Booking => ({
  ...booking,
  disputeId,
  may: { ...booking.may, dispute: false },
});

/** They say what went wrong; from then on it is a thread. */
export function Open({ booking, token, reload, onChanged, onLeave }: Disputed & { onLeave(): void }) {
  const { busy, waiting, problem, run } = useAction<Dispute>();
  /** It was said already, in another window; or it can't be any more. */
  const lookAgain = async ({ code, details }: Refused): Promise<boolean> => {
    if (code === 'already_exists') onChanged(withDisputeOf(booking, String(details.id)), disputeWords.sent);
    if (code !== 'invalid_transition') return code === 'already_exists';
    const now = await reload().catch(() => null);
    if (now) onChanged(now, '');
    return false;
  };
  return (
    <section class="ask flow">
      <Heading text={disputeWords.ask} focus />
      <p>{disputeWords.askMore(booking.tenant.name)}</p>
      <Saying
        {...{ busy, waiting, problem, onLeave }}
        name="reason"
        label={disputeWords.reason}
        missing={disputeWords.reasonMissing}
        onSay={(reason, links) =>
          run(
            { path: `/bookings/${booking.id}/dispute`, body: { reason, links }, token },
            ({ id }) => (saveWriting('reason', null), onChanged(withDisputeOf(booking, id), disputeWords.sent)),
            lookAgain,
          )
        }
      />
    </section>
  );
}

/** What was said and decided. It is looked at again whenever they come back to the page. */
export function Thread({ booking, token, reload, onChanged }: Disputed) {
  const path = `/disputes/${booking.disputeId}`;
  const { value: dispute, problem, retry, set } = useLoad(path, (signal) => persist<Dispute>({ path, token, signal }, () => {}));
  const status = dispute?.status;
  const show = (now: Dispute) => {
    set(now);
    // What is given back is on the booking, too.
    if (status && now.status !== status)
      reload().then(
        (changed) => onChanged(changed, ''),
        () => {},
      );
  };
  const lookAgain = () => call<Dispute>({ path, token }).then(show, () => {});
  useEffect(() => {
    const look = () => void lookAgain();
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- What it looks at is named by these two.
  }, [path, status]);
  if (problem) return <Trouble {...{ problem, retry }} />;
  if (!dispute) return <Skeleton rows={2} />;
  const { openedBy, may, resolution, currency } = dispute;
  const business = booking.tenant.name;
  const refused = async ({ status: code }: Refused): Promise<boolean> => {
    if (code === 409) await lookAgain();
    return code === 409;
  };
  return (
    <section class="ask flow">
      <div class="state">
        <span class={dispute.awaits === 'customer' ? 'status pending' : 'status'}>{stateWord(dispute)}</span>
        <h2>{openedBy === 'customer' ? disputeWords.title : disputeWords.titleTheirs(business)}</h2>
      </div>
      {resolution && <Decision {...{ resolution, currency }} />}
      <ul class="receipt">
        <Said {...{ business }} from={openedBy} text={dispute.reason} links={dispute.links} createdAt={dispute.createdAt} />
        {dispute.messages.map((message) => (
          <Said key={message.id} {...{ business }} {...message} />
        ))}
      </ul>
      {may.reply && <Reply {...{ path, token, refused }} onDone={show} />}
      {may.withdraw && (
        <Withdraw
          {...{ path, token, refused }}
          onDone={(now) => {
            set(now);
            reload().then(
              (changed) => onChanged(changed, disputeWords.withdrawDone),
              () => onChanged(booking, disputeWords.withdrawDone),
            );
          }}
        />
      )}
    </section>
  );
}

function stateWord({ status, awaits }: Dispute): string {
  if (status === 'RESOLVED') return disputeWords.decided;
  if (status === 'WITHDRAWN') return disputeWords.withdrawn;
  return awaits === 'customer' ? disputeWords.awaitsCustomer : disputeWords.awaitsBusiness;
}

/** Good news alone looks like it. */
function Decision({ resolution, currency }: { resolution: NonNullable<Dispute['resolution']>; currency: string }) {
  const { outcome, refundCents, note } = resolution;
  const isRefund = outcome === 'refund';
  const said = (
    <>
      <p class="refund">{isRefund ? disputeWords.refund(money(refundCents, currency)) : disputeWords.keep}</p>
      <p class="prose" dir="auto">
        {note}
      </p>
    </>
  );
  return isRefund ? <Notice calm>{said}</Notice> : <div class="state">{said}</div>;
}

type SaidProps = Pick<Dispute['messages'][number], 'from' | 'text' | 'links' | 'createdAt'> & { business: string };

function Said({ from, text, links, createdAt, business }: SaidProps) {
  return (
    <li class="line">
      <div class="state">
        <p>
          <b>{from === 'customer' ? disputeWords.you : business}</b> <small>{dateTime(createdAt, ownZone)}</small>
        </p>
        <p class="prose" dir="auto">
          {text}
        </p>
        {links.map(({ url, name }) => (
          <a key={url} href={url} target="_blank" rel="noopener noreferrer nofollow">
            {name} <span class="hidden">({words.opensTab})</span>
          </a>
        ))}
      </div>
    </li>
  );
}

interface Move {
  path: string;
  token: string | undefined;
  refused(refusal: Refused): Promise<boolean>;
  onDone(dispute: Dispute): void;
}

function Reply({ path, token, refused, onDone }: Move) {
  const { busy, waiting, problem, run } = useAction<Dispute>();
  /** Each that was sent leaves an empty form. */
  const [round, setRound] = useState(0);
  return (
    <>
      {round > 0 && <Notice calm>{disputeWords.sent}</Notice>}
      <Saying
        key={round}
        {...{ busy, waiting, problem }}
        name="answer"
        label={disputeWords.answer}
        missing={disputeWords.answerMissing}
        onSay={(text, links) =>
          run(
            { path: `${path}/messages`, body: { text, links }, token },
            (now) => (saveWriting('answer', null), onDone(now), setRound(round + 1)),
            refused,
          )
        }
      />
    </>
  );
}

function Withdraw({ path, token, refused, onDone }: Move) {
  const { busy, waiting, problem, run } = useAction<Dispute>();
  const [sure, setSure] = useState(false);
  if (!sure)
    return (
      <button type="button" class="link" onClick={() => setSure(true)}>
        {disputeWords.withdraw}
      </button>
    );
  return (
    <section class="ask flow">
      <Waiting {...{ waiting, problem }} />
      <Heading text={disputeWords.withdrawAsk} focus />
      <div class="actions">
        <button
          type="button"
          class="primary danger"
          aria-busy={busy}
          onClick={() => run({ path: `${path}/withdraw`, token }, onDone, refused)}
        >
          {busy ? words.working : disputeWords.withdraw}
        </button>
        <button type="button" class="quiet" onClick={() => setSure(false)}>
          {disputeWords.withdrawNot}
        </button>
      </div>
    </section>
  );
}
