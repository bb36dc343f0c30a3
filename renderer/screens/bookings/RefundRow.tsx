import { Button, Menu } from '@mantine/core';
import { formatMoney } from '#core/base/money.ts';
import type { DeskMethod, Refund } from '#core/domains/payments/model.ts';
import { useRun } from '../../bridge/ask.ts';
import { MoneyText } from '../../components/MoneyText.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { toast } from '../../components/toasts.ts';
import drawer from './drawer.module.css';
import classes from './money.module.css';
import { methodChoices, methodWords, whyBack } from './payments.ts';

const refundWords: Record<Refund['status'], string> = {
  DONE: 'Given back',
  PENDING: 'On its way back to the card',
  FAILED: 'The bank did not take it back',
};

/** What went back, or is on its way. */
export function RefundRow({ refund }: { refund: Refund }) {
  const { status, amountCents, currency, updatedAt } = refund;
  return (
    <li className={classes.row}>
      <div className={drawer.line}>
        <span>{refundWords[status]}</span>
        <MoneyText cents={-amountCents} currency={currency} />
      </div>
      <div className={classes.facts}>
        <span dir="auto">
          <TimeText at={updatedAt} />
          {whyBack(refund).map((part) => ` · ${part}`)}
        </span>
      </div>
    </li>
  );
}

/** What the customer is to be handed: staff say when they did, and how. */
export function OwedRow({ refund }: { refund: Refund }) {
  const { run, running } = useRun<{ refundId: string; method: DeskMethod }>('payments.handBack');
  const sum = formatMoney(refund.amountCents, refund);
  const why = whyBack(refund).join(' · ');
  const hand = async (method: DeskMethod) => {
    try {
      await run({ refundId: refund.id, method });
      toast.ok(`${sum} given back.`);
    } catch (cause) {
      toast.problem(cause);
    }
  };
  return (
    <div className={classes.owed}>
      <div>
        <strong className="num">{sum} to give back</strong>
        {why !== '' && <div className={classes.facts}>{why}</div>}
      </div>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" size="compact-sm" loading={running} aria-label={`Given: ${sum}`}>
            Given
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {methodChoices.map(({ value }) => (
            <Menu.Item key={value} onClick={() => void hand(value)}>
              {methodWords[value]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
