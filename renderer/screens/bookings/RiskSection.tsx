import { Text } from '@mantine/core';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import { reviewWords, signalWords } from './riskWords.ts';
import classes from './risk.module.css';
import { Section } from './Section.tsx';

/** How a booking of somebody unknown was judged; nothing for the business's own. */
export function RiskSection({ booking: { risk, riskReview } }: { booking: BookingDetail }) {
  if (risk === null) return null;
  return (
    <Section title="Risk">
      <div className={classes.head}>
        <span className="num">
          <b>{risk.score}</b> of 100
        </span>
        {riskReview !== 'none' && (
          <Text size="xs" c={riskReview === 'held' ? 'var(--status-held-text)' : 'dimmed'}>
            {reviewWords[riskReview]}
          </Text>
        )}
      </div>
      {risk.signals.length === 0 ? (
        <Text size="xs" c="dimmed">
          Nothing unusual was seen when it was made.
        </Text>
      ) : (
        <ul className={classes.signals}>
          {risk.signals.map((signal) => (
            <li key={signal.kind}>
              <span>{signalWords(signal)}</span>
              <span className="num">+{signal.points}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
