import { useEffect, useRef, useState } from 'preact/hooks';
import { persist, Refused, serverNow } from '../api.ts';
import { tellHost } from '../host-page.ts';
import { OUTDATED } from '../parts/trouble.tsx';
import { withPaying } from '../pay/load.ts';
import type { Checkout, Offering, Quote, Slot } from '../storefront.ts';
import { useCheckout } from './checkout.ts';
import { ofCoupon } from './coupon.ts';
import { loadDraft, saveDraft } from './draft.ts';
import { withExtras } from './extra.ts';
import { useHold } from './hold.ts';
import { isTaken, nearestSlots } from './nearest.ts';
import { firstWant, itemOf, type Pick } from './pick.ts';

/** The time was somebody else's first; these are free. */
export interface Conflict {
  nearest: Slot[];
}

type Step = 'when' | 'who' | 'done';

export function useFlow(offering: Offering) {
  const [step, setStep] = useState<Step>('when');
  const [wentBack, setWentBack] = useState(false);
  const [want, setWant] = useState(() => firstWant(offering));
  const [pick, setPick] = useState<Pick | null>(null);
  const [quote, setQuote] = useState<Quote | null>(null);
  const [draft, setDraft] = useState(loadDraft);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [picking, setPicking] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [round, setRound] = useState(0);
  const [done, setDone] = useState<Checkout | null>(null);
  const working = useRef(false);
  const latest = useRef<Promise<Quote> | null>(null);
  /** The last price that they saw of this time, and its terms. */
  const seen = useRef<Quote | null>(null);
  const holding = useHold(offering);
  const checkout = useCheckout(offering);

  /** One thing at a time: a second tap on a slot or a button while the first is on its way does nothing. */
  const alone = async (work: () => Promise<void>) => {
    if (working.current) return;
    working.current = true;
    setProblem(null);
    try {
      await work();
    } catch (caught) {
      setProblem(caught);
    }
    working.current = false;
    setPicking(null);
    setBusy(false);
  };

  const taken = async (gone: Pick, refusal: Refused) => {
    setConflict({ nearest: await nearestSlots(offering, gone, refusal) });
    setRound((n) => n + 1);
  };

  /** With the code that they typed; one that does not apply is told of, and the price is that without it. */
  const price = (next: Pick, couponCode = draft.code) => {
    setQuote(null);
    const body = { ...itemOf(offering, next), couponCode: couponCode || undefined };
    const asked = persist<Quote>({ method: 'POST', path: '/quote', body }, setAsking).then((answer) =>
      Promise.all([withExtras(true), withPaying(true)]).then(
        () => answer,
        () => Promise.reject(OUTDATED),
      ),
    );
    latest.current = asked;
    asked.then(
      (answer) => {
        if (latest.current === asked) setQuote((seen.current = answer));
      },
      (caught: unknown) => {
        if (latest.current !== asked) return;
        latest.current = null;
        setProblem(caught);
        if (ofCoupon(caught)) void price(next, '');
      },
    );
    return asked;
  };

  /** The price that they agree to: one that is still being asked for, too, where it is no more than what they saw before. */
  const agreed = async (of: Pick): Promise<Quote | null> => {
    const before = seen.current;
    const asked = latest.current ?? price(of);
    const quote = await asked;
    if (latest.current !== asked || !before) return null;
    if (quote.totalCents > before.totalCents) throw new Refused(409, 'edit_conflict');
    return quote;
  };

  const choose = (slot: Slot) =>
    void alone(async () => {
      const next: Pick = { ...want, slot };
      setPicking(slot.startsAt);
      try {
        await holding.take(next);
      } catch (caught) {
        if (isTaken(caught)) return taken(next, caught);
        throw caught;
      }
      setConflict(null);
      setPick(next);
      setStep('who');
      seen.current = null;
      void price(next);
    });

  const submit = () =>
    void alone(async () => {
      if (!pick || conflict) return;
      setBusy(true);
      const quote = await agreed(pick);
      if (!quote) return;
      const held = holding.hold && Date.parse(holding.hold.expiresAt) > serverNow() ? holding.hold.id : undefined;
      try {
        const booked = await checkout.send({ pick, draft, holdId: held, quote });
        holding.spent();
        saveDraft(null);
        setDone(booked);
        setStep('done');
        const { id, confirmationCode, items } = booked.booking;
        tellHost({ type: 'booked', detail: { bookingId: id, confirmationCode, startsAt: items[0]?.startsAt ?? pick.slot.startsAt } });
      } catch (caught) {
        if (isTaken(caught)) return taken(pick, caught);
        if (ofCoupon(caught)) void price(pick, '');
        else if (caught instanceof Refused && caught.code === 'edit_conflict') void price(pick);
        throw caught;
      }
    });

  const back = () => {
    void holding.release().then(() => setRound((n) => n + 1));
    latest.current = null;
    setConflict(null);
    setProblem(null);
    setWentBack(true);
    setStep('when');
  };

  // The browser's back button leaves the step, not the page. The entry that it takes is made once, however often they come here.
  useEffect(() => {
    if (step !== 'who') return;
    if (history.state !== 'who') history.pushState('who', '');
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `back` does the same in every round.
  }, [step]);

  const onDraft = (next: typeof draft) => {
    setDraft(next);
    saveDraft(next);
  };

  const applyCode = (code: string) => {
    onDraft({ ...draft, code });
    setProblem(null);
    if (pick) void price(pick, code);
  };

  const wish = (next: typeof want) => {
    setWant(next);
    setConflict(null);
  };

  const waiting = holding.waiting || checkout.waiting || asking;
  return {
    step,
    wentBack,
    want,
    setWant: wish,
    pick,
    quote,
    seen: seen.current,
    draft,
    onDraft,
    applyCode,
    conflict,
    problem,
    picking,
    busy,
    round,
    done,
    holding,
    waiting,
    choose,
    submit,
    back,
  };
}
