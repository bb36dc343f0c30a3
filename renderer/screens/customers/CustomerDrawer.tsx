import { Button, Text } from '@mantine/core';
import { IconCalendarPlus, IconTicket } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { BookingSummary } from '#core/domains/bookings/model.ts';
import type { CustomerSummary } from '#core/domains/customers/model.ts';
import type { DisputeSummary } from '#core/domains/disputes/model.ts';
import type { OrderSummary } from '#core/domains/payments/model.ts';
import { useDrawers } from '../../app/drawers.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { SidePanel } from '../../components/SidePanel.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { formatAt, zoneNote } from '../../components/times.ts';
import { Truncate } from '../../components/Truncate.tsx';
import { statusOf } from '../bookings/riskWords.ts';
import { offeringsOf, zoneOf } from '../bookings/words.ts';
import { DisputeLines } from '../disputes/DisputeLines.tsx';
import { CustomerMenu } from './CustomerMenu.tsx';
import { CustomerForm } from './CustomerForm.tsx';
import classes from './customers.module.css';
import { Plans } from './Plans.tsx';
import { paidWords } from './spend.ts';

interface Visits {
  data: BookingSummary[];
  total: number;
}

interface Orders {
  data: OrderSummary[];
  /** null: these are all */
  next: unknown;
}

const MOST = 50;
const MOST_ORDERS = 100;

interface Props {
  customerId: string;
  onClose: () => void;
  /** another customer stands for this one now */
  onMerged: (keptId: string) => void;
}

/** Who was merged is found under the one that stayed, whose id is in the answer. */
export function CustomerDrawer({ customerId, onClose, onMerged }: Props) {
  const customer = useAsk<CustomerSummary>('customers.customer', { customerId });
  const { openNew } = useDrawers();
  const known = customer.data;
  const isKept = known !== undefined && known.erasedAt === null;
  return (
    <SidePanel
      title={known?.name ?? 'Customer'}
      aside={isKept && <CustomerMenu customer={known} onMerged={onMerged} onErased={onClose} />}
      onClose={onClose}
      footer={
        isKept && (
          <Button leftSection={<IconCalendarPlus size={16} stroke={1.5} />} onClick={() => openNew({ customer: known.id })}>
            New booking
          </Button>
        )
      }
    >
      <Answered query={customer}>
        {(known) => (
          <div className={classes.sections}>
            <Figures customer={known} />
            {known.erasedAt !== null ? (
              <Text>Erased on {formatAt(known.erasedAt, 'date')}. What was booked and paid stays for the books.</Text>
            ) : (
              <CustomerForm key={`${known.id}/${known.updatedAt}`} customer={known} />
            )}
            {known.erasedAt === null && <Plans customerId={known.id} />}
            <Disputes customerId={known.id} />
            <History customerId={known.id} />
          </div>
        )}
      </Answered>
    </SidePanel>
  );
}

function Figures({ customer }: { customer: CustomerSummary }) {
  const orders = useAsk<Orders>('payments.orders', { customerId: customer.id, limit: MOST_ORDERS }).data;
  return (
    <dl className={classes.figures}>
      <div>
        <dt>Bookings</dt>
        <dd className="num">{customer.bookings}</dd>
      </div>
      <div>
        <dt>No-shows</dt>
        <dd className={`num ${customer.noShows > 0 ? classes.bad : ''}`}>{customer.noShows}</dd>
      </div>
      <div>
        <dt>Customer since</dt>
        <dd>{formatAt(customer.createdAt, 'date')}</dd>
      </div>
      <div>
        <dt>{orders && orders.next !== null ? `Paid, last ${MOST_ORDERS} orders` : 'Paid'}</dt>
        <dd className="num">{orders ? paidWords(orders.data) : '\u00A0'}</dd>
      </div>
    </dl>
  );
}

/** Where one of their bookings went wrong. */
function Disputes({ customerId }: { customerId: string }) {
  const tables = ['disputes', 'dispute_messages', 'bookings'];
  const { data } = useAsk<{ data: DisputeSummary[] }>('disputes.list', { customerId, limit: MOST }, { tables });
  if (data === undefined || data.data.length === 0) return null;
  return (
    <section aria-label="Disputes">
      <h3 className={classes.heading}>Disputes</h3>
      <DisputeLines disputes={data.data} />
    </section>
  );
}

function History({ customerId }: { customerId: string }) {
  const visits = useAsk<Visits>('bookings.list', { customerId, sort: '-startsAt', limit: MOST });
  return (
    <section aria-label="Bookings">
      <h3 className={classes.heading}>Bookings</h3>
      <Answered query={visits}>
        {({ data, total }) => (
          <>
            {data.length === 0 && <EmptyState icon={IconTicket} text="No booking yet." />}
            <ul className={classes.visits}>
              {data.map((booking) => (
                <Visit key={booking.id} booking={booking} />
              ))}
            </ul>
            {total > data.length && (
              <Text size="xs" c="dimmed" mt="sm">
                And {total - data.length} earlier ones.
              </Text>
            )}
          </>
        )}
      </Answered>
    </section>
  );
}

function Visit({ booking }: { booking: BookingSummary }) {
  const zone = zoneOf(booking);
  return (
    <li>
      <Link to="/bookings" search={{ booking: booking.id }} className={classes.visit}>
        <span className={`${classes.when} num`}>
          {formatAt(booking.startsAt, 'date', zone)}
          <small>
            {formatAt(booking.startsAt, 'time', zone)} {zoneNote(booking.startsAt, zone)}
          </small>
        </span>
        <Truncate>{offeringsOf(booking)}</Truncate>
        <StatusBadge status={statusOf(booking)} />
      </Link>
    </li>
  );
}
