import {
  IconCalendarEvent,
  IconClockHour4,
  IconHourglass,
  IconLayoutGrid,
  IconListDetails,
  IconMessageReport,
  IconPlugConnected,
  IconRepeat,
  IconSettings,
  IconSun,
  IconTag,
  IconTicket,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';

export interface Destination {
  to:
    | '/today'
    | '/calendar'
    | '/bookings'
    | '/waitlist'
    | '/customers'
    | '/dues'
    | '/catalogue'
    | '/availability'
    | '/pricing'
    | '/coupons'
    | '/disputes'
    | '/integrations'
    | '/settings';
  name: string;
  icon: Icon;
  /** its shortcut behind `g` */
  key: string;
}

export const groups: readonly { name: string; items: readonly Destination[] }[] = [
  {
    name: 'Desk',
    items: [
      { to: '/today', name: 'Today', icon: IconSun, key: 't' },
      { to: '/calendar', name: 'Calendar', icon: IconCalendarEvent, key: 'c' },
      { to: '/bookings', name: 'Bookings', icon: IconListDetails, key: 'b' },
      { to: '/waitlist', name: 'Waitlist', icon: IconHourglass, key: 'w' },
      { to: '/customers', name: 'Customers', icon: IconUsers, key: 'u' },
      { to: '/dues', name: 'Dues', icon: IconRepeat, key: 'm' },
    ],
  },
  {
    name: 'Business',
    items: [
      { to: '/catalogue', name: 'Catalogue', icon: IconLayoutGrid, key: 'o' },
      { to: '/availability', name: 'Availability', icon: IconClockHour4, key: 'a' },
      { to: '/pricing', name: 'Pricing', icon: IconTag, key: 'p' },
      { to: '/coupons', name: 'Coupons', icon: IconTicket, key: 'd' },
    ],
  },
  { name: 'Trust', items: [{ to: '/disputes', name: 'Disputes', icon: IconMessageReport, key: 'e' }] },
  { name: 'Growth', items: [{ to: '/integrations', name: 'Integrations', icon: IconPlugConnected, key: 'i' }] },
];

export const settings: Destination = { to: '/settings', name: 'Settings', icon: IconSettings, key: 's' };
export const everywhere: readonly Destination[] = [...groups.flatMap((group) => group.items), settings];
