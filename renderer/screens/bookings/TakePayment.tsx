import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { formatMoney } from '#core/base/money.ts';
import type { DeskMethod, OrderSummary, Payment, PaymentSettings } from '#core/domains/payments/model.ts';
import { useAsk, useRun, useSync } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { toast } from '../../components/toasts.ts';
import { PriceInput } from '../catalogue/PriceInput.tsx';
import classes from './money.module.css';
import { amountProblem, methodChoices, methodWords, moneySentence } from './payments.ts';

type Way = 'desk' | 'card';

/** Money at the desk is written down at once, server or not; a page to pay on is made by the server. */
export function TakePayment({ order, payments }: { order: OrderSummary; payments: readonly Payment[] }) {
  const { data: settings } = useAsk<PaymentSettings>('payments.settings', {}, { tables: ['payment_settings'] });
  const offline = useSync().state === 'offline';
  const [way, setWay] = useState<Way | null>(null);
  const [wasOpen, setWasOpen] = useState(false);
  const close = () => {
    setWay(null);
    setWasOpen(true);
  };
  const waits = payments.some(({ status }) => status === 'PENDING');
  const mayAsk = settings !== undefined && settings.provider !== 'desk' && !offline && !waits;
  if (way === 'desk') return <DeskForm order={order} onDone={close} />;
  if (way === 'card' && mayAsk) return <CardForm order={order} onDone={close} />;
  return (
    <div className={classes.tools}>
      <Button ref={wasOpen ? focus : undefined} variant="default" size="compact-sm" onClick={() => setWay('desk')}>
        Take payment
      </Button>
      {mayAsk && (
        <Button variant="default" size="compact-sm" onClick={() => setWay('card')}>
          Ask for a card payment
        </Button>
      )}
    </div>
  );
}

/** The form that had the keyboard is gone: it goes on from where it was opened. */
const focus = (button: HTMLButtonElement | null) => button?.focus();

interface FormProps {
  order: OrderSummary;
  onDone: () => void;
}

/** The amount, and sending it; what was refused is said at the field. */
function useAmount(command: string, { id: orderId, dueCents: most, currency }: OrderSummary) {
  const { run, running } = useRun<object>(command);
  const [cents, setCents] = useState(most);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async (more: object = {}): Promise<boolean> => {
    const wrong = amountProblem(cents, { most, currency });
    setProblem(wrong);
    if (wrong !== null) return false;
    try {
      await run({ orderId, amountCents: cents, ...more });
      return true;
    } catch (cause) {
      setProblem(moneySentence(failureOf(cause), currency));
      return false;
    }
  };
  const onCents = (next: number) => {
    setCents(next);
    setProblem(null);
  };
  return {
    field: { label: 'Amount', cents, currency, error: problem, onCents },
    sum: formatMoney(cents || 0, { currency }),
    running,
    send,
  };
}

/** What is due stands there already: another amount is typed over it. */
const chooseAmount = (form: HTMLFormElement | null) => form?.querySelector<HTMLInputElement>('input[inputmode]')?.select();

function DeskForm({ order, onDone }: FormProps) {
  const { field, sum, running, send } = useAmount('payments.record', order);
  const [method, setMethod] = useState<DeskMethod>('cash');
  const [note, setNote] = useState('');
  const take = async (at: SubmitEvent) => {
    at.preventDefault();
    if (!(await send({ method, note: note.trim() }))) return;
    toast.ok(`${sum} taken: ${methodWords[method].toLowerCase()}.`);
    onDone();
  };
  return (
    <form ref={chooseAmount} className={classes.form} aria-label="Take payment" onSubmit={(at) => void take(at)} noValidate>
      <SegmentedControl aria-label="How" fullWidth data={methodChoices} value={method} onChange={setMethod} />
      <PriceInput {...field} />
      <TextInput label="Note" placeholder="Optional" maxLength={500} value={note} onChange={(at) => setNote(at.currentTarget.value)} />
      <Foot verb="Save" running={running} onCancel={onDone} />
    </form>
  );
}

function CardForm({ order, onDone }: FormProps) {
  const { field, sum, running, send } = useAmount('payments.collect', order);
  const ask = async (at: SubmitEvent) => {
    at.preventDefault();
    if (!(await send())) return;
    toast.ok(`A page to pay ${sum} is being made. Its link comes here.`);
    onDone();
  };
  return (
    <form ref={chooseAmount} className={classes.form} aria-label="Ask for a card payment" onSubmit={(at) => void ask(at)} noValidate>
      <PriceInput {...field} description="You get a link that you can send to the customer" />
      <Foot verb="Ask" running={running} onCancel={onDone} />
    </form>
  );
}

function Foot({ verb, running, onCancel }: { verb: string; running: boolean; onCancel: () => void }) {
  return (
    <div className={classes.tools}>
      <Button type="submit" size="compact-sm" loading={running}>
        {verb}
      </Button>
      <Button variant="default" size="compact-sm" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
