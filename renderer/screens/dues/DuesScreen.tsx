import { Button } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { instantToWall } from '#core/base/zone.ts';
import type { Due, DuesOwed } from '#core/domains/bookings/model.ts';
import type { Profile } from '#core/domains/tenants/model.ts';
import { useDrawerSearch } from '../../app/drawers.ts';
import { useListAddress } from '../../app/listAddress.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ListBar } from '../../components/ListBar.tsx';
import { TogglePill } from '../../components/Pill.tsx';
import { Screen } from '../../components/Screen.tsx';
import { useNow } from '../../components/useNow.ts';
import { columnsOn } from './columns.tsx';
import { DuePanel } from './DuePanel.tsx';
import classes from './dues.module.css';
import { owedWords, type View, viewNames, views } from './words.ts';

const AT_ONCE = 200;
const MOST = 1_000;

interface Page {
  data: Due[];
  next: object | null;
}

export function DuesScreen() {
  const [{ show, open }, go] = useListAddress('/dues');
  const { booking } = useDrawerSearch();
  const view: View = viewNames.find((name) => name === show) ?? 'owed';
  const [limit, setLimit] = useState(AT_ONCE);
  const list = useAsk<Page>('pricing.dues', { which: view, limit });
  const owed = useAsk<DuesOwed[]>('pricing.duesOwed');
  const today = useToday();
  const columns = useMemo(() => columnsOn(today), [today]);
  const choose = (next: View) => {
    setLimit(AT_ONCE);
    go({ show: next });
  };
  return (
    <Screen title="Dues" bare>
      <ListBar label="Show" count={owed.data && owedWords(owed.data)}>
        {viewNames.map((name) => (
          <TogglePill key={name} pressed={view === name} onToggle={() => choose(name)}>
            {views[name].name}
          </TogglePill>
        ))}
      </ListBar>
      <Answered query={list}>
        {({ data, next }) =>
          data.length === 0 ? (
            <EmptyState icon={IconRepeat} text={views[view].empty} />
          ) : (
            <>
              <DataTable
                label="Dues"
                columns={columns}
                rows={data}
                total={data.length}
                idOf={idOf}
                nameOf={nameOf}
                resetKey={view}
                openId={open}
                onOpen={({ orderId }) => go({ open: orderId })}
              />
              {next !== null && limit < MOST && (
                <Button variant="subtle" className={classes.further} onClick={() => setLimit(MOST)}>
                  Show more
                </Button>
              )}
            </>
          )
        }
      </Answered>
      {open && booking === undefined && <DuePanel key={open} orderId={open} today={today} onClose={() => go({ open: '' })} />}
    </Screen>
  );
}

/** Where the business is. */
function useToday(): string {
  const now = useNow();
  const profile = useAsk<Profile>('tenants.profile').data;
  return instantToWall(profile?.timezone ?? 'UTC', now).date;
}

const idOf = ({ orderId }: Due) => orderId;
const nameOf = ({ customerName, title }: Due) => `${customerName}, ${title}`;
