import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconBookmark, IconSearch, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { useAsk } from '../../bridge/ask.ts';
import { Answered } from '../../components/Answered.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import classes from './catalogue.module.css';
import { useCategories, useProductTypes } from './kinds.ts';
import { hasStatus, type OfferingFilter, TRASH } from './offeringGroups.ts';
import { OfferingLines } from './OfferingLines.tsx';
import { typeNames } from './typeWords.ts';
import { statusLabels } from './words.ts';

interface Props extends OfferingFilter {
  tabs: ReactNode;
  isManager: boolean;
  onFilter: (to: Record<string, string | undefined>) => void;
}

export function OfferingList({ tabs, isManager, q, status, type, category, onFilter }: Props) {
  const navigate = useNavigate();
  const inTrash = status === TRASH;
  const query = useAsk<OfferingSummary[]>('catalog.offerings', inTrash ? { trashed: true } : {}, { keep: false });
  const filter = { q, status, type, category };
  return (
    <>
      <div className={classes.toolbar}>
        {tabs}
        <TextInput
          className={classes.search}
          aria-label="Search offerings"
          placeholder="Search offerings"
          leftSection={<IconSearch size={16} stroke={1.5} />}
          value={q}
          onChange={(at) => onFilter({ q: at.currentTarget.value || undefined })}
        />
        <SegmentedControl
          size="xs"
          aria-label="Status"
          value={status}
          data={[
            { value: '', label: 'Active' },
            ...(['PUBLISHED', 'DRAFT', 'ARCHIVED'] as const).map((each) => ({ value: each, label: statusLabels[each] })),
            { value: TRASH, label: 'Trash' },
          ]}
          onChange={(next) => onFilter({ status: next || undefined })}
        />
        <Filters offerings={query.data ?? []} filter={filter} onFilter={onFilter} />
      </div>
      <Answered query={query}>
        {(all) =>
          all.length === 0 && inTrash ? (
            <EmptyState icon={IconTrash} text="The trash is empty. What you move here can be restored." />
          ) : all.length === 0 ? (
            <EmptyState
              icon={IconBookmark}
              text="Nothing to book yet. Add the first thing that customers can reserve."
              action={isManager ? { label: 'New offering', onClick: () => void navigate({ to: '/catalogue/new' }) } : undefined}
            />
          ) : (
            <OfferingLines offerings={all} {...{ filter, isManager, onFilter }} />
          )
        }
      </Answered>
    </>
  );
}

interface FiltersProps {
  offerings: readonly OfferingSummary[];
  filter: OfferingFilter;
  onFilter: Props['onFilter'];
}

/** By type and category, each with how many of what is shown are of it. */
function Filters({ offerings, filter, onFilter }: FiltersProps) {
  const types = useProductTypes();
  const categories = useCategories();
  const shown = offerings.filter((offering) => hasStatus(offering, filter.status));
  const countOf = (test: (offering: OfferingSummary) => boolean) => shown.filter(test).length;
  const keys = new Set(shown.map(({ productTypeKey }) => productTypeKey));
  if (filter.type !== '') keys.add(filter.type);
  const names = categories?.map(({ name }) => name) ?? [];
  if (filter.category !== '' && !names.includes(filter.category)) names.push(filter.category);
  return (
    <>
      <Select
        className={classes.filter}
        aria-label="Type"
        placeholder="All types"
        clearable
        value={filter.type || null}
        data={[...keys].map((key) => ({
          value: key,
          label: `${typeNames(types, key).many} (${countOf(({ productTypeKey }) => productTypeKey === key)})`,
        }))}
        onChange={(type) => onFilter({ type: type ?? undefined })}
      />
      {names.length > 0 && (
        <Select
          className={classes.filter}
          aria-label="Category"
          placeholder="All categories"
          searchable
          clearable
          value={filter.category || null}
          data={names.map((name) => ({ value: name, label: `${name} (${countOf((offering) => offering.categories.includes(name))})` }))}
          onChange={(category) => onFilter({ category: category ?? undefined })}
        />
      )}
    </>
  );
}
