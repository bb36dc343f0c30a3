import { Button } from '@mantine/core';
import { IconCalendarPlus, IconHourglass, IconListSearch, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { WaitlistEntry, WaitStatus } from '#core/domains/waitlist/model.ts';
import { useDrawerSearch } from '../../app/drawers.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { TogglePill } from '../../components/Pill.tsx';
import { Screen } from '../../components/Screen.tsx';
import { statusColor } from '../../theme.ts';
import { columns } from './columns.tsx';
import { JoinDialog } from './JoinDialog.tsx';
import { OfferDialog } from './OfferDialog.tsx';
import { WaitPanel } from './WaitPanel.tsx';
import classes from './waitlist.module.css';
import { isLive, likeStatus, statusWords } from './words.ts';

interface Search {
  show?: string;
  open?: string;
}

/** `?show=` names the states that are listed (those who wait, where nothing is said), `?open=` lays one's panel over the list. */
function useAddress(): [Search, (part: Search) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const set = (part: Search) =>
    void navigate({ to: '/waitlist', replace: true, search: (before: Record<string, unknown>) => ({ ...before, ...part }) as never });
  return [search, set];
}

export function WaitlistScreen() {
  const [{ show, open }, go] = useAddress();
  const { booking } = useDrawerSearch();
  const [adding, setAdding] = useState(false);
  const list = useAsk<WaitlistEntry[]>('waitlist.entries', {}, { tables: ['waitlist', 'offerings'], every: 60_000 });
  const states = waitStates.filter((status) => show?.split(',').includes(status));
  const toggle = (status: WaitStatus) => go({ show: waitStates.filter((one) => states.includes(one) !== (one === status)).join(',') });
  return (
    <Screen
      title="Waitlist"
      bare
      actions={
        <Button leftSection={<IconPlus size={16} stroke={1.5} />} onClick={() => setAdding(true)}>
          Add
        </Button>
      }
    >
      <div className={classes.bar} role="group" aria-label="Filters">
        {waitStates.map((status) => (
          <TogglePill
            key={status}
            pressed={states.includes(status)}
            onToggle={() => toggle(status)}
            color={statusColor(likeStatus[status]).bar}
          >
            {statusWords[status]}
          </TogglePill>
        ))}
        <span className={`${classes.count} num`} role="status">
          {list.data && countWords(list.data)}
        </span>
      </div>
      <Answered query={list}>
        {(all) => {
          const rows = all.filter((entry) => (states.length === 0 ? isLive(entry) : states.includes(entry.status)));
          if (rows.length === 0 && states.length > 0)
            return (
              <EmptyState
                icon={IconListSearch}
                text="Nobody is in this state."
                action={{ label: 'Clear filters', onClick: () => go({ show: '' }) }}
              />
            );
          return rows.length === 0 ? (
            <EmptyState
              icon={IconHourglass}
              text="Nobody waits. Whoever finds nothing free can leave their days, and is asked as soon as a time becomes free."
              action={{ label: 'Add somebody', onClick: () => setAdding(true) }}
            />
          ) : (
            <DataTable
              label="Waiting list"
              columns={columns}
              rows={rows}
              total={rows.length}
              idOf={idOf}
              nameOf={nameOf}
              resetKey={show ?? ''}
              openId={open}
              onOpen={({ id }) => go({ open: id })}
              actions={rowActions}
            />
          );
        }}
      </Answered>
      {open && booking === undefined && <WaitPanel key={open} waitlistId={open} onClose={() => go({ open: '' })} />}
      {adding && <JoinDialog onClose={() => setAdding(false)} onMade={(id) => go({ open: id })} />}
    </Screen>
  );
}

const waitStates = Object.keys(statusWords) as WaitStatus[];

const rowActions = (entry: WaitlistEntry) => <RowOffer entry={entry} />;
const idOf = ({ id }: WaitlistEntry) => id;
const nameOf = ({ name, offeringTitle }: WaitlistEntry) => `${name}, ${offeringTitle}`;

function countWords(all: readonly WaitlistEntry[]): string {
  const waiting = all.filter(({ status }) => status === 'WAITING').length;
  const offered = all.filter(({ status }) => status === 'OFFERED').length;
  return offered === 0 ? `${waiting} waiting` : `${waiting} waiting, ${offered} offered`;
}

function RowOffer({ entry }: { entry: WaitlistEntry }) {
  const [isOffering, setOffering] = useState(false);
  if (entry.status !== 'WAITING') return null;
  return (
    <>
      <IconAction icon={IconCalendarPlus} label="Offer a time" onClick={() => setOffering(true)} />
      {isOffering && <OfferDialog entry={entry} onClose={() => setOffering(false)} />}
    </>
  );
}
