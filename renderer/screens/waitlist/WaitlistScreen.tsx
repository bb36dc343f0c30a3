import { Button } from '@mantine/core';
import { IconCalendarPlus, IconHourglass, IconListSearch, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { WaitlistEntry, WaitStatus } from '#core/domains/waitlist/model.ts';
import { useDrawerSearch } from '../../app/drawers.ts';
import { useListAddress } from '../../app/listAddress.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { ListBar } from '../../components/ListBar.tsx';
import { TogglePill } from '../../components/Pill.tsx';
import { Screen } from '../../components/Screen.tsx';
import { statusColor } from '../../theme.ts';
import { columns } from './columns.tsx';
import { JoinDialog } from './JoinDialog.tsx';
import { OfferDialog } from './OfferDialog.tsx';
import { WaitPanel } from './WaitPanel.tsx';
import { isLive, likeStatus, statusWords } from './words.ts';

export function WaitlistScreen() {
  const [{ show, open }, go] = useListAddress('/waitlist');
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
      <ListBar label="Filters" count={list.data && countWords(list.data)}>
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
      </ListBar>
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
