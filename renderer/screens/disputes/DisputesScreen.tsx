import { useMediaQuery } from '@mantine/hooks';
import { IconMessageReport } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { DisputeSummary } from '#core/domains/disputes/model.ts';
import { useDrawerSearch } from '../../app/drawers.ts';
import { ListSearch } from '../../app/ListSearch.tsx';
import { useAsk, useAskPages } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { TogglePill } from '../../components/Pill.tsx';
import { Screen } from '../../components/Screen.tsx';
import { statusColor } from '../../theme.ts';
import { besideThread, columns } from './columns.tsx';
import { DisputePanel } from './DisputePanel.tsx';
import classes from './disputes.module.css';
import { type Counts, countWords, viewNames, viewOf, views } from './words.ts';

interface Search {
  q?: string;
  show?: string;
  id?: string;
}

const tables = ['disputes', 'dispute_messages', 'bookings', 'evidence'];

/** `?q=` and `?show=` narrow, `?id=` lays one's thread beside the list: back closes it. */
function useAddress(): [Search, (part: Search, replace?: boolean) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const set = (part: Search, replace = true) =>
    void navigate({ to: '/disputes', replace, search: (before: Record<string, unknown>) => ({ ...before, ...part }) as never });
  return [search, set];
}

export function DisputesScreen() {
  const [{ q = '', show, id }, go] = useAddress();
  const { booking } = useDrawerSearch();
  const view = viewOf(show);
  const { query, rows, more } = useAskPages<DisputeSummary>('disputes.list', { ...views[view].asks, ...(q && { q }) }, { tables });
  const counts = useAsk<Counts>('disputes.counts', {}, { tables: ['disputes'] }).data;
  const isWide = useMediaQuery('(min-width: 1200px)', true, { getInitialValueInEffect: false });
  const isNarrowed = q !== '' || view !== 'open';
  return (
    <Screen title="Disputes" bare>
      <div className={classes.screen} data-beside={id || undefined}>
        <div className={classes.bar} role="search" aria-label="Disputes">
          <ListSearch
            of="Disputes"
            placeholder="Name, code or what it is about"
            className={classes.search}
            value={q}
            onChange={(next) => go({ q: next })}
          />
          <div className={classes.pills} role="group" aria-label="Show">
            {viewNames.map((name) => {
              const { name: words, ...shown } = views[name];
              return (
                <TogglePill
                  key={name}
                  pressed={view === name}
                  onToggle={() => go({ show: name === 'open' ? '' : name })}
                  {...('like' in shown && { color: statusColor(shown.like).bar })}
                >
                  {words}
                </TogglePill>
              );
            })}
          </div>
          <span className={`${classes.count} num`} role="status">
            {counts && countWords(counts)}
          </span>
        </div>
        <Answered query={query}>
          {() =>
            rows.length === 0 ? (
              <EmptyState
                icon={IconMessageReport}
                text={q ? `No dispute here speaks of “${q}”.` : views[view].empty}
                action={isNarrowed && view !== 'all' ? { label: 'Show all', onClick: () => go({ q: '', show: 'all' }) } : undefined}
              />
            ) : (
              <DataTable
                label="Disputes"
                columns={columns}
                rows={rows}
                total={rows.length}
                idOf={idOf}
                nameOf={nameOf}
                resetKey={`${view} ${q}`}
                openId={id}
                onOpen={(one) => go({ id: one.id }, Boolean(id))}
                shown={id && isWide ? besideThread : {}}
                onSeen={(_, to) => {
                  if (to >= rows.length) more?.();
                }}
              />
            )
          }
        </Answered>
      </div>
      {id && booking === undefined && <DisputePanel key={id} disputeId={id} onClose={() => go({ id: '' })} />}
    </Screen>
  );
}

const idOf = ({ id }: DisputeSummary) => id;
const nameOf = ({ customerName, offeringTitle }: DisputeSummary) => `${customerName}, ${offeringTitle}`;
