import { Alert, Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import type { BookingDetail } from '#core/domains/bookings/model.ts';
import { useRun } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { addressIn } from '../bookings/evidence.ts';

interface Props {
  booking: Pick<BookingDetail, 'id' | 'customerName' | 'customerEmail'>;
  onClose: () => void;
}

const MOST_LINKS = 5;

/** By the business: the customer is written to, and it is their turn. */
export function OpenDisputeDialog({ booking, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title="Open a dispute" size={440}>
      <OpenForm booking={booking} onClose={onClose} />
    </Modal>
  );
}

function OpenForm({ booking, onClose }: Props) {
  const navigate = useNavigate();
  const { run, running } = useRun<object, { disputeId: string }>('disputes.open');
  const [reason, setReason] = useState('');
  const [links, setLinks] = useState<string[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [wrong, setWrong] = useState<number | null>(null);
  const open = async (at: SubmitEvent) => {
    at.preventDefault();
    if (reason.trim() === '') {
      at.currentTarget.querySelector('textarea')?.focus();
      return setProblem('Say what went wrong.');
    }
    const given = links.filter((link) => link.trim() !== '');
    const bad = links.findIndex((link) => link.trim() !== '' && addressIn(link) === null);
    if (bad !== -1) return setWrong(bad);
    try {
      const { disputeId } = await run({
        bookingId: booking.id,
        reason: reason.trim(),
        links: given.map((link) => ({ url: addressIn(link) })),
      });
      onClose();
      void navigate({ to: '/disputes', search: { id: disputeId } });
    } catch (cause) {
      setProblem(sentenceOf(failureOf(cause)));
    }
  };
  const change = (i: number, link: string) => {
    setWrong(null);
    setLinks(links.with(i, link));
  };
  return (
    <form onSubmit={(at) => void open(at)} noValidate>
      <Stack gap="md">
        <Textarea
          data-autofocus
          label="What went wrong"
          autosize
          minRows={4}
          maxRows={10}
          maxLength={2_000}
          dir="auto"
          value={reason}
          onChange={({ currentTarget }) => {
            setReason(currentTarget.value);
            setProblem(null);
          }}
        />
        {links.map((link, i) => (
          <TextInput
            // oxlint-disable-next-line react/no-array-index-key -- lines are added at the end alone
            key={i}
            label={links.length === 1 ? 'Link' : `Link ${i + 1}`}
            type="url"
            placeholder="https://"
            maxLength={2_000}
            value={link}
            error={wrong === i && 'Enter an address like https://example.com/receipt.'}
            onChange={({ currentTarget }) => change(i, currentTarget.value)}
          />
        ))}
        {links.length < MOST_LINKS && (
          <Button
            variant="default"
            size="compact-sm"
            style={{ alignSelf: 'flex-start' }}
            leftSection={<IconPlus size={14} stroke={1.5} />}
            onClick={() => setLinks([...links, ''])}
          >
            Add link
          </Button>
        )}
        {problem !== null && (
          <Alert color="red" variant="light" role="alert">
            {problem}
          </Alert>
        )}
        <Text size="xs" c="dimmed">
          {booking.customerEmail
            ? `${booking.customerName} is written to, reads it and can answer. Files can be added once it is open.`
            : `${booking.customerName} left no mail address: they find it beside their booking alone. Files can be added once it is open.`}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={running}>
            Open dispute
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
