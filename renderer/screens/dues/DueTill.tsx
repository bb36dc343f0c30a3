import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { formatMoney } from '#core/base/money.ts';
import type { DueDetail } from '#core/domains/bookings/model.ts';
import { useAsk, useRun } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { TimeText } from '../../components/TimeText.tsx';
import { toast } from '../../components/toasts.ts';
import { Received } from '../bookings/Received.tsx';
import { useIsManager } from '../catalogue/access.ts';
import money from '../bookings/money.module.css';
import classes from './dues.module.css';

/** The money of one due: what came in and went back, the till, and what managers let off. */
export function DueTill({ orderId }: { orderId: string }) {
  const { data: due } = useAsk<DueDetail>('pricing.due', { orderId });
  if (due === undefined) return null;
  const { order, payments, refunds, waived } = due;
  const hasMoved = payments.length > 0 || order.dueCents !== 0;
  return (
    <>
      {hasMoved && <Received order={order} payments={payments} refunds={refunds} />}
      {!hasMoved && waived === null && <p className={classes.quiet}>Nothing was paid for it.</p>}
      <Waiver due={due} />
    </>
  );
}

function Waiver({ due }: { due: DueDetail }) {
  const isManager = useIsManager();
  const [asking, setAsking] = useState(false);
  const { order, waived } = due;
  return (
    <>
      {waived !== null && <Waived due={due} isManager={isManager} />}
      {isManager && order.dueCents > 0 && (
        <Button variant="subtle" size="compact-sm" className={classes.waive} onClick={() => setAsking(true)}>
          Waive {formatMoney(order.dueCents, order)}…
        </Button>
      )}
      {asking && <WaiveDialog due={due} onClose={() => setAsking(false)} />}
    </>
  );
}

function Waived({ due, isManager }: { due: DueDetail; isManager: boolean }) {
  const { run, running } = useRun<{ orderId: string }>('pricing.restoreDue');
  const { orderId, order, waived } = due;
  if (waived === null) return null;
  const sum = formatMoney(waived.amountCents, order);
  const restore = () => run({ orderId }).then(() => toast.ok(`${sum} is owed again.`), toast.problem);
  return (
    <div className={money.owed}>
      <div>
        <span className="num">{sum} waived</span>
        <div className={classes.quiet} dir="auto">
          {waived.by}, <TimeText at={waived.at} form="near" /> · {waived.reason}
        </div>
      </div>
      {isManager && (
        <Button variant="default" size="compact-sm" loading={running} onClick={() => void restore()}>
          Charge it again
        </Button>
      )}
    </div>
  );
}

function WaiveDialog({ due, onClose }: { due: DueDetail; onClose: () => void }) {
  const { run, running } = useRun<{ orderId: string; reason: string }>('pricing.waiveDue');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const { orderId, order, customerName } = due;
  const sum = formatMoney(order.dueCents, order);
  const waive = async (at: SubmitEvent) => {
    at.preventDefault();
    if (reason.trim() === '') {
      at.currentTarget.querySelector('input')?.focus();
      return setProblem('Say why, for whoever looks at the books.');
    }
    try {
      await run({ orderId, reason: reason.trim() });
      toast.ok(`${sum} waived.`);
      onClose();
    } catch (cause) {
      setProblem(sentenceOf(failureOf(cause)));
    }
  };
  return (
    <Modal opened onClose={onClose} title={`Waive ${sum}?`} size={400}>
      <form onSubmit={(at) => void waive(at)} noValidate>
        <Stack gap="md">
          <Text size="sm">{customerName} no longer owes it. What is paid already stays.</Text>
          <TextInput
            data-autofocus
            label="Reason"
            description="Seen by staff alone"
            maxLength={500}
            value={reason}
            error={problem}
            onChange={({ currentTarget }) => {
              setReason(currentTarget.value);
              setProblem(null);
            }}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={running}>
              Waive {sum}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
