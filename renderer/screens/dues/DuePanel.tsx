import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { DueDetail, HistoryEntry } from '#core/domains/bookings/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { Fact } from '../../components/Fact.tsx';
import { SidePanel } from '../../components/SidePanel.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { actorOf } from '../bookings/history.ts';
import { periodText } from '../customers/planWords.ts';
import { DueMark } from './DueMark.tsx';
import { DueTill } from './DueTill.tsx';
import classes from './dues.module.css';
import { sentenceOfDue, timeWords } from './words.ts';

/** One due: what it is for, its money, and what happened to it. */
export function DuePanel({ orderId, today, onClose }: { orderId: string; today: string; onClose: () => void }) {
  const query = useAsk<DueDetail>('pricing.due', { orderId });
  const due = query.data;
  return (
    <SidePanel title={due?.customerName ?? 'Due'} aside={due && <DueMark due={due} />} onClose={onClose}>
      <Answered query={query}>
        {(known) => (
          <div className={classes.sections}>
            <div>
              <Fact name="Plan" value={known.title} />
              <Fact name="Period" value={periodText(known)} />
              {known.order.dueCents > 0 && <Fact name="To be paid" value={timeWords(known, today)} />}
              <Text size="xs" mt={4}>
                <Anchor component={Link} to="/customers" search={{ open: known.customerId } as never} inherit>
                  Open the customer
                </Anchor>
              </Text>
            </div>
            <section aria-label="Money">
              <h3 className={classes.heading}>Money</h3>
              <DueTill orderId={orderId} />
            </section>
            <section aria-label="History">
              <h3 className={classes.heading}>History</h3>
              <History entries={known.history} />
            </section>
          </div>
        )}
      </Answered>
    </SidePanel>
  );
}

function History({ entries }: { entries: readonly HistoryEntry[] }) {
  return (
    <ol className={classes.history}>
      {entries.map((entry) => {
        const sentence = sentenceOfDue(entry);
        return (
          sentence !== null && (
            <li key={entry.id}>
              <div dir="auto">{sentence}</div>
              <Text size="xs" c="dimmed">
                {actorOf(entry)} · <TimeText at={entry.at} form="near" />
              </Text>
            </li>
          )
        );
      })}
    </ol>
  );
}
