import { Button, Select, Stack, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { IconAction } from '../../components/IconAction.tsx';
import { formatSpan } from '../../components/times.ts';
import { AddOns, Measures, Questions } from './ItemOptions.tsx';
import { endOf, type ItemDraft, newDraft } from './itemDraft.ts';
import classes from './NewBooking.module.css';
import type { WishedItem } from './usePrice.ts';

/** A further service of the same booking, right after the one before. */
export interface More {
  offering: OfferingSummary;
  draft: ItemDraft;
}

interface Props {
  offerings: readonly OfferingSummary[];
  first: OfferingSummary;
  more: readonly More[];
  /** the same, with their times; none while no time is chosen */
  items: readonly WishedItem[];
  onChange: (more: readonly More[]) => void;
}

const MOST = 19;

/** What may stand in one booking with the first: the same money, and by the hour of the day. */
const goesWith = (first: OfferingSummary, { currency, nights }: OfferingSummary): boolean => currency === first.currency && nights === null;

export function MoreServices({ offerings, first, more, items, onChange }: Props) {
  const others = offerings.filter((offering) => goesWith(first, offering));
  const besides = others.filter(({ id }) => id !== first.id);
  const usual = besides.find(({ productTypeKey }) => productTypeKey === first.productTypeKey) ?? besides[0];
  if (first.nights !== null || !usual) return null;
  const replace = (index: number, next: More) => onChange(more.map((one, i) => (i === index ? next : one)));
  return (
    <Stack gap="sm">
      {more.map(({ offering, draft }, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- one service may come twice
        <Stack key={i} gap="sm" role="group" aria-label={`Service ${i + 2}`}>
          <div className={classes.next}>
            <Select
              label={i === 0 ? 'And then' : 'Then'}
              data={others.map(({ id, title }) => ({ value: id, label: title }))}
              value={offering.id}
              searchable
              allowDeselect={false}
              onChange={(id) => {
                const chosen = others.find((other) => other.id === id);
                if (chosen && chosen.id !== offering.id) replace(i, { offering: chosen, draft: newDraft(chosen) });
              }}
            />
            <IconAction icon={IconX} label="Without this service" size={32} onClick={() => onChange(more.filter((_, at) => at !== i))} />
          </div>
          <Times item={items[i]} />
          <Measures offering={offering} draft={draft} onChange={(next) => replace(i, { offering, draft: next })} />
          <AddOns offering={offering} draft={draft} onChange={(next) => replace(i, { offering, draft: next })} />
          <Questions offering={offering} draft={draft} onChange={(next) => replace(i, { offering, draft: next })} />
        </Stack>
      ))}
      {more.length < MOST && (
        <Button
          variant="subtle"
          className={classes.add}
          leftSection={<IconPlus size={16} stroke={1.5} />}
          onClick={() => onChange([...more, { offering: usual, draft: newDraft(usual) }])}
        >
          Add another service
        </Button>
      )}
    </Stack>
  );
}

function Times({ item }: { item: WishedItem | undefined }) {
  if (!item) return null;
  const { offering, draft, startsAt } = item;
  return (
    <Text size="xs" c="dimmed" className="num">
      {formatSpan(startsAt, endOf(offering, draft, startsAt), offering.timezone)}, right after the one before
    </Text>
  );
}
