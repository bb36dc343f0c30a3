import { ActionIcon, Button, Group, Indicator, Popover, ScrollArea, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ComponentPropsWithRef, useState } from 'react';
import type { Notification, NotificationKind } from '#core/domains/notifications/model.ts';
import { useAsk, useRun, useSession } from '../bridge/ask.ts';
import { formatAt, relativeTo } from '../components/times.ts';
import { toast } from '../components/toasts.ts';
import { useNow } from '../components/useNow.ts';
import classes from './Bell.module.css';
import { useDrawers } from './drawers.ts';
import { useNativeBell, useNativeConsent } from './useNativeBell.ts';

interface Told {
  data: Notification[];
  unread: number;
}

const kindWords: Record<NotificationKind, string> = {
  BOOKING_REQUESTED: 'Asks for a booking',
  BOOKING_CONFIRMED: 'New booking',
  BOOKING_CANCELLED: 'Cancelled',
  BOOKING_RESCHEDULED: 'Moved to another time',
  DISPUTE_OPENED: 'New dispute',
  DISPUTE_MESSAGE: 'Wrote in a dispute',
  REVIEW_LEFT: 'Left a review',
  COUPON_REDEEMED: 'Redeemed a coupon',
  TENANT_APPROVED: 'Your business is verified',
  GENERIC: '',
};

const bodyOf = ({ kind, body }: Notification) => [kindWords[kind], body].filter(Boolean).join(' · ');

const none: Told = { data: [], unread: 0 };

export function Bell() {
  const { data } = useAsk<Told>('notifications.list', { limit: 30 });
  const told = data ?? none;
  const house = useSession().data?.tenant?.id;
  const consent = useNativeConsent();
  const { run: markRead } = useRun<{ ids: string[] }>('notifications.markRead');
  const { openBooking } = useDrawers();
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  const read = (ids: string[]) => {
    if (ids.length > 0) markRead({ ids }).catch(toast.problem);
  };
  const open = (item: Notification) => {
    if (item.readAt === null) read([item.id]);
    if (item.bookingId === null) return;
    setOpened(false);
    if (item.disputeId !== null) void navigate({ to: '/disputes', search: { id: item.disputeId } });
    else openBooking(item.bookingId);
  };
  useNativeBell({ house, told: data?.data, wordsOf: bodyOf, onOpen: open });
  const name = told.unread === 0 ? 'Notifications' : `Notifications, ${told.unread} new`;
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={340} trapFocus>
      <Popover.Target>
        <BellButton label={name} isNew={told.unread > 0} onClick={() => setOpened((before) => !before)} />
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <Group justify="space-between" h={40} px="md">
          <Text fw={600}>Notifications</Text>
          {told.unread > 0 && (
            <Button
              size="xs"
              variant="subtle"
              color="gray"
              onClick={() => read(told.data.filter(({ readAt }) => readAt === null).map(({ id }) => id))}
            >
              Mark all as read
            </Button>
          )}
        </Group>
        <ScrollArea.Autosize mah={420} className={classes.list}>
          {told.data.length === 0 && (
            <Text c="dimmed" ta="center" p="xl">
              New bookings and changes by customers appear here.
            </Text>
          )}
          {told.data.map((item) => (
            <Item key={item.id} item={item} onOpen={() => open(item)} />
          ))}
        </ScrollArea.Autosize>
        {consent && (
          <Button fullWidth variant="subtle" size="xs" radius={0} className={classes.consent} onClick={consent}>
            Tell me outside this window, too
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

interface ButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'color' | 'style'> {
  label: string;
  isNew: boolean;
}

function BellButton({ label, isNew, ...rest }: ButtonProps) {
  return (
    <Tooltip label="Notifications" disabled={rest['aria-expanded'] === true}>
      <ActionIcon aria-label={label} {...rest}>
        <Indicator disabled={!isNew} zIndex={1} size={7} offset={2} color="var(--sk-accent)" aria-hidden>
          <IconBell size={16} stroke={1.5} style={{ display: 'block' }} />
        </Indicator>
      </ActionIcon>
    </Tooltip>
  );
}

function Item({ item, onOpen }: { item: Notification; onOpen: () => void }) {
  const now = useNow();
  return (
    <UnstyledButton className={classes.item} data-new={item.readAt === null || undefined} onClick={onOpen}>
      <span className={classes.dot} aria-hidden />
      <span className={classes.words}>
        <span className={classes.title}>
          {item.readAt === null && <span className="visuallyHidden">New: </span>}
          {item.title}
        </span>
        <span className={classes.body}>{bodyOf(item)}</span>
      </span>
      <span className={`${classes.when} num`}>{relativeTo(item.at, now) ?? formatAt(item.at, 'day')}</span>
    </UnstyledButton>
  );
}
