import type { DisputeSummary } from '#core/domains/disputes/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { DisputeLines } from '../disputes/DisputeLines.tsx';
import { Section } from './Section.tsx';

/** What went wrong with it, where somebody said so. */
export function DisputeSection({ bookingId }: { bookingId: string }) {
  const { data: disputes } = useAsk<DisputeSummary[]>('disputes.ofBooking', { bookingId }, { tables: ['disputes', 'dispute_messages'] });
  if (disputes === undefined || disputes.length === 0) return null;
  return (
    <Section title={disputes.length === 1 ? 'Dispute' : 'Disputes'}>
      <DisputeLines disputes={disputes} />
    </Section>
  );
}
