import { Button, Select, Stack, Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type CSSProperties, useState } from 'react';
import type { BookingDetail, BookingItem } from '#core/domains/bookings/model.ts';
import type { Offering } from '#core/domains/catalog/model.ts';
import { runCommand, useAsk, useRun } from '../../bridge/ask.ts';
import { type BridgeFailure, failureOf } from '../../bridge/failure.ts';
import { Answered } from '../../components/Answered.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { SidePanel } from '../../components/SidePanel.tsx';
import { formatAt, formatSpan, zoneNote } from '../../components/times.ts';
import { toast } from '../../components/toasts.ts';
import { ConflictNote } from './ConflictNote.tsx';
import { SeriesMoveDates, SeriesScope, moveWords } from './SeriesMove.tsx';
import { useSlotChoice } from './slotChoice.ts';
import { SlotPicker } from './SlotPicker.tsx';
import { endIfMoved, lengthAsked } from './stay.ts';
import { useFollowing, useSeriesMove } from './useSeriesMove.ts';

interface Props {
  booking: BookingDetail;
  onBack: () => void;
  onClose: () => void;
}

interface Move {
  bookingId: string;
  itemId: string;
  startsAt: number;
  endsAt: number;
  overridePolicy: boolean;
}

/** Nothing follows the times here: they may be as tall as they are. */
const allTimes = { '--times-height': 'none' } as CSSProperties;

/** Another time for one item, its own time counted as free. */
export function RescheduleView({ booking, onBack, onClose }: Props) {
  const [itemId, setItemId] = useState(booking.items[0]?.id ?? '');
  const item = booking.items.find(({ id }) => id === itemId);
  if (!item) return null;
  return (
    <MoveItem
      key={item.id}
      booking={booking}
      item={item}
      onBack={onBack}
      onClose={onClose}
      chooseItem={
        booking.items.length > 1 && (
          <Select
            label="Which part of the booking"
            data={booking.items.map(({ id, offeringTitle }) => ({ value: id, label: offeringTitle }))}
            value={itemId}
            onChange={(id) => id && setItemId(id)}
            allowDeselect={false}
          />
        )
      }
    />
  );
}

interface MoveProps extends Props {
  item: BookingItem;
  chooseItem: React.ReactNode;
}

function MoveItem(props: MoveProps) {
  const { item, booking, onBack, onClose } = props;
  const offering = useAsk<Offering>('catalog.offering', { idOrSlug: item.offeringId }, { tables: ['offerings'] });
  if (offering.data) return <MoveTo {...props} offering={offering.data} />;
  return (
    <SidePanel title={`Reschedule ${booking.customerName}`} onClose={onClose} onEscape={onBack}>
      <Answered query={offering}>{() => null}</Answered>
    </SidePanel>
  );
}

function MoveTo({ booking, item, offering, onBack, onClose, chooseItem }: MoveProps & { offering: Offering }) {
  const { run, running } = useRun<Move>('bookings.reschedule');
  const [failure, setFailure] = useState<BridgeFailure | null>(null);
  const { timezone } = item;
  const following = useFollowing(booking);
  const [isRest, setIsRest] = useState(false);
  const choice = useSlotChoice({
    offeringId: item.offeringId,
    timezone,
    ...lengthAsked(offering, item),
    quantity: item.quantity,
    // Those that go with it are in its way no more than it is itself.
    ignoring: isRest ? following.flatMap(({ items }) => items.map(({ id }) => id)) : [item.id],
    start: item.startsAt,
  });
  const target = choice.slot;
  const isSame = target?.startsAt === item.startsAt;
  const series = useSeriesMove({ booking, following, isRest, setIsRest, startsAt: target?.startsAt });
  const moveSeries = useMutation<void, unknown>({
    mutationFn: () => series.move(booking.customerName),
    onSuccess: onBack,
    onError: toast.problem,
  });
  const moveTo = async (startsAt: number, overridePolicy: boolean) => {
    setFailure(null);
    const to = { bookingId: booking.id, itemId: item.id, startsAt, endsAt: endIfMoved(offering, item, startsAt), overridePolicy };
    try {
      await run(to);
      const back = { ...to, startsAt: item.startsAt, endsAt: item.endsAt, overridePolicy: true };
      toast.ok(`${booking.customerName} is moved to ${formatAt(startsAt, 'dayTime', timezone)}.`, {
        undo: () => runCommand('bookings.reschedule', back).catch(toast.problem),
      });
      onBack();
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return (
    <SidePanel
      title={`Reschedule ${booking.customerName}`}
      lead={<IconAction icon={IconArrowLeft} label="Back to the booking" onClick={onBack} />}
      onClose={onClose}
      onEscape={onBack}
      footer={
        <Stack gap="sm" w="100%">
          {failure && (
            <ConflictNote failure={failure} timezone={timezone} running={running} label="Move to" onTake={(at) => void moveTo(at, false)} />
          )}
          {isRest && target && !isSame ? (
            <Button fullWidth loading={moveSeries.isPending} disabled={series.free === 0} onClick={() => moveSeries.mutate()}>
              {moveWords(series)}
            </Button>
          ) : (
            <Button
              fullWidth
              loading={running}
              disabled={!target || isSame}
              onClick={() => target && void moveTo(target.startsAt, !target.bookable)}
            >
              {!target || isSame ? 'Choose another time' : `Move to ${formatAt(target.startsAt, 'dayTime', timezone)}`}
            </Button>
          )}
        </Stack>
      }
    >
      <Stack gap="lg" style={allTimes}>
        {chooseItem}
        <div>
          <Text fw={500}>{item.offeringTitle}</Text>
          <Text c="dimmed" className="num">
            Now: {formatAt(item.startsAt, 'day', timezone)}, {formatSpan(item.startsAt, item.endsAt, timezone)}{' '}
            {zoneNote(item.startsAt, timezone)}
          </Text>
        </div>
        {following.length > 1 && <SeriesScope {...series} />}
        <SlotPicker choice={choice} capacity={offering.capacity} />
        {isRest && target && !isSame && <SeriesMoveDates series={series} timezone={timezone} />}
      </Stack>
    </SidePanel>
  );
}
