import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { WaitlistEntry } from '#core/domains/waitlist/model.ts';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { useAsk, useRun } from '../../bridge/ask.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { formatAt } from '../../components/times.ts';
import { toast } from '../../components/toasts.ts';
import { useSlotChoice } from '../bookings/slotChoice.ts';
import { SlotPicker } from '../bookings/SlotPicker.tsx';

interface Props {
  entry: WaitlistEntry;
  onClose: () => void;
}

/** A time for one who waits, past the queue: it is kept for them, and they are written to. */
export function OfferDialog({ entry, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={`Offer ${entry.name} a time`} size={480}>
      <OfferForm entry={entry} onClose={onClose} />
    </Modal>
  );
}

function OfferForm({ entry, onClose }: Props) {
  const { id: waitlistId, offeringId, timezone, quantity, resourceId, fromDate, nights, durationMinutes } = entry;
  const { data: offering } = useAsk<OfferingSummary>('catalog.offering', { idOrSlug: offeringId }, { tables: ['offerings'] });
  const choice = useSlotChoice({
    ...{ offeringId, timezone, quantity, resourceId: resourceId ?? undefined, from: fromDate },
    ...(nights === null ? {} : { nights }),
    ...(durationMinutes === null ? {} : { durationMinutes, addOns: [] }),
  });
  const { run, running, error } = useRun<unknown, { until: number }>('waitlist.offer');
  const { slot } = choice;
  const isFree = slot?.bookable ?? false;
  const offer = async () => {
    if (!slot) return;
    const done = await run({ waitlistId, startsAt: slot.startsAt }).catch(() => null);
    if (!done) return;
    toast.ok(
      `${formatAt(slot.startsAt, 'dayTime', timezone)} is kept for ${entry.name} until ${formatAt(done.until, 'dayTime', timezone)}.`,
    );
    onClose();
  };
  return (
    <Stack gap="lg">
      <SlotPicker choice={choice} capacity={offering?.capacity ?? 1} />
      {error && (
        <Alert color="red" variant="light" role="alert">
          {sentenceOf(error, timezone)}
        </Alert>
      )}
      <Group justify="space-between" gap="sm">
        <Text size="xs" c="dimmed">
          Kept for two hours at most.
        </Text>
        <Group gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={running} disabled={!isFree} onClick={() => void offer()}>
            {isFree && slot ? `Offer ${formatAt(slot.startsAt, 'dayTime', timezone)}` : 'Choose a free time'}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}
