import { Checkbox } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { OfferingStatus, OfferingSummary } from '#core/domains/catalog/model.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useSubjectsWithHours } from './hoursKnown.ts';
import { useProductTypes } from './kinds.ts';
import list from './list.module.css';
import { OfferingBulkBar } from './OfferingBulkBar.tsx';
import { isShown, linesOf, type ListedLine, type OfferingFilter } from './offeringGroups.ts';
import { OfferingRow } from './OfferingRow.tsx';
import { typeNames } from './typeWords.ts';
import { useOfferingMoves } from './useOfferingMoves.ts';
import { statusLabels } from './words.ts';

interface Props {
  offerings: readonly OfferingSummary[];
  filter: OfferingFilter;
  isManager: boolean;
  onFilter: (to: Record<string, string | undefined>) => void;
}

const ROW_PX = 57;
const HEAD_PX = 42;
const OVERSCAN = 8;
const noFilter = { q: undefined, status: undefined, type: undefined, category: undefined };

/** By type, as many as are seen, and what can be done with those that are chosen. */
export function OfferingLines({ offerings, filter, isManager, onFilter }: Props) {
  const { q, status, type, category } = filter;
  const types = useProductTypes();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(
    () => offerings.filter((offering) => isShown(offering, { q, status, type, category })),
    [offerings, q, status, type, category],
  );
  const lines = useMemo(() => linesOf(shown, (key) => typeNames(types, key).many), [shown, types]);
  const onPick = useCallback(
    (ids: readonly string[], isPicked: boolean) =>
      setChosen((before) => {
        const next = new Set(before);
        for (const id of ids)
          if (isPicked) next.add(id);
          else next.delete(id);
        return next;
      }),
    [],
  );
  if (lines.length === 0)
    return <EmptyState icon={IconSearch} text={nothing(filter)} action={{ label: 'Show all', onClick: () => onFilter(noFilter) }} />;
  // What is not seen any more is not meant either.
  const picked = shown.filter(({ id }) => chosen.has(id));
  return (
    <>
      <Lines lines={lines} resetKey={[q, status, type, category].join('\n')} {...{ chosen, isManager, onPick }} />
      {picked.length > 0 && (
        <OfferingBulkBar
          picked={picked}
          total={shown.length}
          onAll={() => setChosen(new Set(shown.map(({ id }) => id)))}
          onClear={() => setChosen(new Set())}
        />
      )}
    </>
  );
}

function nothing({ q, type, category, status }: OfferingFilter): string {
  if (q !== '') return `Nothing matches “${q}”.`;
  if (type !== '' || category !== '') return 'Nothing here is of this type and category.';
  return `Nothing here is ${status === '' ? 'active' : statusLabels[status as OfferingStatus].toLowerCase()}.`;
}

interface LinesProps {
  lines: readonly ListedLine[];
  /** another list: it is shown from its beginning */
  resetKey: string;
  chosen: ReadonlySet<string>;
  isManager: boolean;
  onPick: (ids: readonly string[], picked: boolean) => void;
}

function Lines({ lines, resetKey, chosen, isManager, onPick }: LinesProps) {
  const moves = useOfferingMoves();
  const open = useSubjectsWithHours();
  const scroller = useRef<HTMLDivElement>(null);
  const heads = useMemo(() => lines.flatMap(({ kind }, i) => (kind === 'head' ? [i] : [])), [lines]);
  const headOver = (index: number): number => heads.findLast((head) => head <= index) ?? 0;
  // TanStack's virtualizer hands out functions that change with time; React's compiler leaves this component as it is.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'head' ? HEAD_PX : ROW_PX),
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: OVERSCAN,
    rangeExtractor: (range: Range) => [...new Set([headOver(range.startIndex), ...defaultRangeExtractor(range)])],
  });
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [resetKey]);
  const stuck = headOver(virtual.range?.startIndex ?? 0);
  const isClosed = ({ id, plan, resourceGroups }: OfferingSummary): boolean =>
    open !== undefined && plan === null && ![id, ...resourceGroups.flat()].some((each) => open.has(each));
  return (
    <div ref={scroller} className={list.scroller}>
      <ul className={list.lines} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const line = lines[index];
          if (line === undefined) return null;
          const isStuck = index === stuck;
          return (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={list.line}
              data-stuck={isStuck || undefined}
              style={isStuck ? { top: 0 } : { transform: `translateY(${start}px)` }}
              aria-setsize={lines.length}
              aria-posinset={index + 1}
            >
              {line.kind === 'head' ? (
                <Head line={line} chosen={chosen} isManager={isManager} onPick={onPick} />
              ) : (
                <div className={list.box} data-first={line.first || undefined} data-last={line.last || undefined}>
                  <OfferingRow
                    offering={line.offering}
                    moves={moves}
                    isManager={isManager}
                    closed={isClosed(line.offering)}
                    picked={chosen.has(line.offering.id)}
                    onPick={onPick}
                  />
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

type HeadProps = Omit<LinesProps, 'lines' | 'resetKey'> & { line: Extract<ListedLine, { kind: 'head' }> };

function Head({ line: { name, offerings }, chosen, isManager, onPick }: HeadProps) {
  const ids = offerings.map(({ id }) => id);
  const count = ids.filter((id) => chosen.has(id)).length;
  return (
    <div className={list.head}>
      {isManager && (
        <Checkbox
          size="xs"
          aria-label={`Select all of ${name}`}
          checked={count === ids.length}
          indeterminate={count > 0 && count < ids.length}
          onChange={({ currentTarget }) => onPick(ids, currentTarget.checked)}
        />
      )}
      <h2>
        {name} <span>{offerings.length}</span>
      </h2>
    </div>
  );
}
