import { ActionIcon, Button, Group, SegmentedControl, Select, Tooltip } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { OfferingSummary } from '#core/domains/catalog/model.ts';
import { type CalendarAddress, calendarViews, type CalendarView, step } from './address.ts';
import classes from './CalendarToolbar.module.css';

const viewNames: Record<CalendarView, string> = { day: 'Day', week: 'Week', month: 'Month', resources: 'Resources' };

interface Props {
  address: CalendarAddress;
  range: string;
  today: string;
  offerings: OfferingSummary[];
}

export function CalendarToolbar({ address, range, today, offerings }: Props) {
  const { view, date, only, go } = address;
  const unit = view === 'week' ? 'week' : view === 'month' ? 'month' : 'day';
  return (
    <div className={classes.toolbar}>
      <Group gap={6} wrap="nowrap">
        <Tooltip label="Today (T)">
          <Button size="xs" variant="default" onClick={() => go({ date: today })}>
            Today
          </Button>
        </Tooltip>
        <Tooltip label={`Previous ${unit} (←)`}>
          <ActionIcon aria-label={`Previous ${unit}`} onClick={() => go({ date: step(view, date, -1) })}>
            <IconChevronLeft size={16} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={`Next ${unit} (→)`}>
          <ActionIcon aria-label={`Next ${unit}`} onClick={() => go({ date: step(view, date, 1) })}>
            <IconChevronRight size={16} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
        <h2 className={classes.range}>{range}</h2>
      </Group>
      <Group gap={8} wrap="nowrap" className={classes.right}>
        <Select
          aria-label="Offering"
          className={classes.filter}
          placeholder="All offerings"
          clearable
          searchable
          value={only ?? null}
          data={offerings.filter((offering) => offering.status !== 'ARCHIVED').map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(id) => go({ only: id ?? undefined })}
        />
        <SegmentedControl
          size="xs"
          aria-label="View"
          value={view}
          data={calendarViews.map((each) => ({ value: each, label: viewNames[each] }))}
          onChange={(next) => go({ view: next })}
        />
      </Group>
    </div>
  );
}
