import { dayOf, duration } from '../formats.ts';
import { Heading } from '../parts/heading.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { paying } from '../pay/load.ts';
import { deadlinesOf, policyLine, policySentences, quotedStake } from '../policy.ts';
import type { Offering, Quote, Tenant } from '../storefront.ts';
import { words } from '../words.ts';
import { extras } from './extra.ts';
import { usualCents } from './usual.ts';
import type { Want } from './want.ts';
import { Summary, sumOf, taxed } from './summary.tsx';
import { Taken } from './taken.tsx';
import { useFlow } from './use-flow.ts';
import { When } from './when.tsx';
import { Who } from './who.tsx';

interface Props {
  tenant: Tenant;
  offering: Offering;
  /** Whether the first step takes the focus: in a dialog it does, on a page that is being read it doesn't. */
  focus: boolean;
  onBack?: (() => void) | undefined;
}

const FORM = 'contact';

/** One question at a time: when, who, done. What was typed and wished is kept here, above the steps. */
export function Flow({ tenant, offering, focus, onBack }: Props) {
  const flow = useFlow(offering);
  const { step, pick, done, conflict, problem } = flow;
  if (offering.plan)
    return (
      <section class="flow">
        <div class="body">
          <Heading text={words.planAsk} focus={focus} onBack={onBack} />
          {tenant.contactEmail && <a href={`mailto:${tenant.contactEmail}`}>{tenant.contactEmail}</a>}
        </div>
      </section>
    );
  if (step === 'done' && done && paying) return <paying.Done {...{ tenant, offering, done }} />;
  if (step === 'who' && pick) {
    const quote = flow.quote ?? flow.seen;
    const deadlines = quote?.policy ?? deadlinesOf(offering.cancellationPolicy, pick.slot.startsAt);
    const policy = policyLine(deadlines, offering.timezone, quote ? quotedStake(quote) : undefined);
    const approve = offering.approval === 'manual';
    const due = quote?.payNow && paying && paying.payLine(quote.payNow, { ...quote, timezone: offering.timezone });
    return (
      <section class="flow">
        <div class="body">
          <Heading key="who" text={words.chooseWho} focus onBack={flow.back} />
          <Who
            {...flow}
            {...{ offering, pick }}
            waiting={flow.waiting}
            formId={FORM}
            onSubmit={flow.submit}
            onRepick={flow.choose}
            onBack={flow.back}
          />
        </div>
        <Summary {...sumOfPick(offering, flow)} {...{ due, policy }}>
          <button type="submit" form={FORM} class="primary" aria-disabled={flow.busy || conflict !== null} aria-busy={flow.busy}>
            {flow.busy ? words.working : due && paying ? paying.payWords.continue : approve ? words.request : words.confirm}
          </button>
        </Summary>
      </section>
    );
  }
  const startDay = pick ? dayOf(pick.slot.startsAt, offering.timezone) : null;
  return (
    <section class="flow">
      <div class="body">
        <Heading key="when" text={words.chooseTime} focus={focus || flow.wentBack} onBack={onBack} />
        {conflict && <Taken {...{ offering, conflict }} sentence={words.taken} onPick={flow.choose} />}
        <Waiting waiting={flow.waiting} problem={problem} />
        <When
          {...{ offering, startDay }}
          want={flow.want}
          onWant={flow.setWant}
          round={flow.round}
          picking={flow.picking}
          onPick={flow.choose}
        />
      </div>
      <Summary {...priceOf(offering, flow.want)} policy={policySentences(offering.cancellationPolicy)[0] ?? words.policyNever} />
    </section>
  );
}

/** The price before a time is chosen. */
function priceOf(offering: Offering, want: Want): { sum: string; note: string } {
  const seats = want.quantity > 1 ? ` · ${words.seats(want.quantity)}` : '';
  const note = want.extra && extras ? extras.noteOf(offering, want) : duration(want.durationMinutes);
  return { sum: sumOf(taxed(offering, usualCents(offering, want)), offering.currency), note: note + seats };
}

/** "€60.00 per hour", "from €45.00 · 45 min", "€49.00 a month, 8 visits". */
export function priceLine({ currency, plan, leadPrice: { cents, per, minutes, isFrom } }: Offering): string {
  const sum = sumOf(cents, currency);
  if (plan) return `${sum} ${words.perPlan(plan.period, plan.visits)}`;
  return `${isFrom && cents ? words.from(sum) : sum} ${minutes ? `· ${duration(minutes)}` : words.per[per as keyof typeof words.per]}`;
}

function sumOfPick(offering: Offering, { quote }: { quote: Quote | null }): { sum: string; note?: string } {
  if (!quote) return { sum: '…' };
  const sum = sumOf(quote.totalCents, quote.currency);
  return quote.taxCents > 0 ? { sum, note: words.taxIncluded } : { sum };
}
