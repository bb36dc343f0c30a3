import { Button, Menu, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowBackUp, IconChevronDown, IconClock } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useShortcuts } from '../../app/shortcuts.ts';
import { ask, useAsk } from '../../bridge/ask.ts';
import { Bones } from '../../components/Bones.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorState } from '../../components/ErrorState.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { Screen } from '../../components/Screen.tsx';
import { toast } from '../../components/toasts.ts';
import { managersOnly, useIsManager } from '../catalogue/access.ts';
import classes from './availability.module.css';
import { CalendarsPane } from './CalendarsPane.tsx';
import { ExceptionsPane } from './ExceptionsPane.tsx';
import { bare, type NewRule, ruleOf, weeklyHours } from './hours.ts';
import { HoursBar } from './HoursBar.tsx';
import { HoursLeaveDialog } from './HoursLeaveDialog.tsx';
import { SlotPreview } from './SlotPreview.tsx';
import { SubjectList } from './SubjectList.tsx';
import { type Subject, useSubjects, zoneText } from './subjects.ts';
import { type Schedule, type Timetable, useSchedule } from './useSchedule.ts';
import { WeekPainter } from './WeekPainter.tsx';

export function AvailabilityScreen() {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const narrow = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false });
  const { subjects, ready, error } = useSubjects();
  const asked = search['subject'];
  const subject = asked === undefined ? subjects[0] : subjects.find((each) => each.id === asked);
  const go = (to: Record<string, string | undefined>) =>
    void navigate({ to: '.', replace: true, search: (before: Record<string, unknown>) => ({ ...before, ...to }) as never });

  return (
    <Screen title="Availability" bare>
      {error && !ready ? (
        <ErrorState error={error} />
      ) : !subject ? (
        !ready ? (
          <Bones />
        ) : asked !== undefined ? (
          <EmptyState
            icon={IconClock}
            text="It isn’t here, or not yet. It may have been archived."
            action={{ label: 'Show the others', onClick: () => go({ subject: undefined }) }}
          />
        ) : (
          <EmptyState
            icon={IconClock}
            text="Hours belong to something that can be booked. Add an offering first."
            action={{ label: 'New offering', onClick: () => void navigate({ to: '/catalogue/new' }) }}
          />
        )
      ) : (
        <div className={classes.frame}>
          <SubjectList subjects={subjects} subject={subject} narrow={narrow} onChoose={(id) => go({ subject: id })} />
          <Hours
            key={subject.id}
            subject={subject}
            subjects={subjects}
            tab={tabs.find((tab) => tab === search['tab']) ?? 'week'}
            chosen={search['at']}
            onTab={(tab) => go({ tab, at: undefined })}
          />
        </div>
      )}
    </Screen>
  );
}

const tabs = ['week', 'days', 'calendars'] as const;
type Tab = (typeof tabs)[number];

interface HoursProps {
  subject: Subject;
  subjects: Subject[];
  tab: Tab;
  /** the day off or the outside calendar that somebody came to see */
  chosen: string | undefined;
  onTab: (tab: string | undefined) => void;
}

function Hours({ subject, subjects, tab, chosen, onTab }: HoursProps) {
  const schedule = useSchedule(subject.id);
  const isManager = useIsManager();
  useShortcuts([{ keys: 'z', label: 'Take the last stroke back', group: 'Availability', run: schedule.undo }]);
  return (
    <div className={classes.main}>
      <div className={classes.bar}>
        <h2 className={`${classes.barName} truncate`} title={subject.name}>
          {subject.name}
        </h2>
        <span className={classes.barNote}>{zoneText(subject)}</span>
        {subject.kind === 'offering' && (
          <Link className={classes.link} to="/catalogue/$offeringId" params={{ offeringId: subject.id }} search={{}}>
            Edit offering
          </Link>
        )}
        <span className={classes.spacer} />
        <SegmentedControl
          size="xs"
          aria-label="What to change"
          value={tab}
          data={[
            { value: 'week', label: 'Weekly hours' },
            { value: 'days', label: 'Days off and extras' },
            { value: 'calendars', label: 'Outside calendars' },
          ]}
          onChange={(next) => onTab(next === 'week' ? undefined : next)}
        />
      </div>
      {tab === 'calendars' ? (
        <CalendarsPane subject={subject} chosen={chosen} />
      ) : schedule.error && !schedule.ready ? (
        <ErrorState error={schedule.error} />
      ) : !schedule.ready ? null : tab === 'days' ? (
        <ExceptionsPane subject={subject} subjects={subjects} exceptions={schedule.exceptions} chosen={chosen} />
      ) : (
        <WeeklyHours subject={subject} subjects={subjects} schedule={schedule} readOnly={!isManager} />
      )}
      {schedule.dirty && <HoursBar schedule={schedule} />}
      <HoursLeaveDialog schedule={schedule} subjectId={subject.id} />
    </div>
  );
}

const presets: { label: string; rules: NewRule[] }[] = [
  { label: 'Monday to Friday, 9 to 17', rules: [1, 2, 3, 4, 5].map((day) => ruleOf(day, { from: 540, to: 1_020 })) },
  {
    label: 'Monday to Friday, 9 to 12 and 13 to 17',
    rules: [1, 2, 3, 4, 5].flatMap((day) => [ruleOf(day, { from: 540, to: 720 }), ruleOf(day, { from: 780, to: 1_020 })]),
  },
  { label: 'Tuesday to Saturday, 10 to 19', rules: [2, 3, 4, 5, 6].map((day) => ruleOf(day, { from: 600, to: 1_140 })) },
  { label: 'Every day, 8 to 20', rules: [1, 2, 3, 4, 5, 6, 7].map((day) => ruleOf(day, { from: 480, to: 1_200 })) },
  { label: 'Around the clock', rules: [1, 2, 3, 4, 5, 6, 7].map((day) => ruleOf(day, { from: 0, to: 1_440 })) },
];

interface WeeklyProps {
  subject: Subject;
  subjects: readonly Subject[];
  schedule: Schedule;
  readOnly: boolean;
}

function WeeklyHours({ subject, subjects, schedule, readOnly }: WeeklyProps) {
  const [step, setStep] = useState('30');
  const { rules, change, undo, canUndo, state, dirty } = schedule;
  const hours = weeklyHours(rules);
  return (
    <div className={classes.panes}>
      <div className={classes.pane} style={{ overflow: 'hidden' }}>
        <div className={classes.weekTools}>
          {readOnly ? (
            <span>{managersOnly}</span>
          ) : (
            <>
              <Menu position="bottom-start" width={280}>
                <Menu.Target>
                  <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} stroke={1.5} />}>
                    Usual hours
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {presets.map((preset) => (
                    <Menu.Item key={preset.label} onClick={() => change(preset.rules)}>
                      {preset.label}
                    </Menu.Item>
                  ))}
                  <Menu.Divider />
                  <Menu.Item disabled={rules.length === 0} onClick={() => change([])}>
                    Close the whole week
                  </Menu.Item>
                  <HoursOfOthers subject={subject} subjects={subjects} onChoose={change} />
                </Menu.Dropdown>
              </Menu>
              <SegmentedControl
                size="xs"
                aria-label="Paint in steps of"
                value={step}
                data={[
                  { value: '15', label: '15 min' },
                  { value: '30', label: '30 min' },
                  { value: '60', label: '1 h' },
                ]}
                onChange={setStep}
              />
              <span className="truncate">Drag to open or close hours</span>
            </>
          )}
          <span className={classes.spacer} />
          <span role="status" className={`num ${classes.state}`}>
            {state === 'saving'
              ? 'Saving …'
              : rules.length === 0
                ? emptyText(subject)
                : `${hours} h a week${dirty ? ' · not saved yet' : state === 'saved' ? ' · saved' : ''}`}
          </span>
          {!readOnly && <IconAction icon={IconArrowBackUp} label="Take the last stroke back" keys="Z" disabled={!canUndo} onClick={undo} />}
        </div>
        <WeekPainter
          rules={rules}
          readOnly={readOnly}
          step={Number(step)}
          emptyWord={subject.kind === 'resource' && rules.length === 0 ? 'as offered' : 'closed'}
          onChange={change}
        />
      </div>
      <div className={`${classes.pane} ${classes.paneSide}`}>
        <SlotPreview subject={subject} draft={dirty ? rules : null} />
      </div>
    </div>
  );
}

/** The whole week as another has it: five stylists rarely have five kinds of hours. */
function HoursOfOthers({ subject, subjects, onChoose }: Pick<WeeklyProps, 'subject' | 'subjects'> & { onChoose: Schedule['change'] }) {
  const open = useAsk<string[]>('availability.subjectsWithHours').data ?? [];
  const others = subjects.filter(({ id }) => id !== subject.id && open.includes(id));
  if (others.length === 0) return null;
  const take = async (subjectId: string) => {
    const { rules } = await ask<Timetable>('availability.timetable', { subjectId });
    onChoose(rules.map(bare));
  };
  return (
    <>
      <Menu.Divider />
      <Menu.Label>The same as</Menu.Label>
      <div className={classes.others}>
        {others.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => void take(id).catch(toast.problem)}>
            {name}
          </Menu.Item>
        ))}
      </div>
    </>
  );
}

/** A resource without hours is open whenever its offerings are; an offering without is closed. */
function emptyText(subject: Subject): string {
  return subject.kind === 'resource' ? 'No hours of its own: follows its offerings' : 'Closed all week';
}
