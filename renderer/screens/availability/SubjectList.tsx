import { Select, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useSubjectsWithHours } from '../catalogue/hoursKnown.ts';
import classes from './availability.module.css';
import type { Subject } from './subjects.ts';

function isClosed({ kind, id, offerings }: Subject, open: ReadonlySet<string>): boolean {
  return kind === 'offering' && ![id, ...offerings.flatMap(({ resourceGroups }) => resourceGroups.flat())].some((each) => open.has(each));
}

/** Whose hours: a list beside them, a choice above them on a phone. */
export function SubjectList({
  subjects,
  subject,
  narrow,
  onChoose,
}: {
  subjects: Subject[];
  subject: Subject;
  narrow: boolean;
  onChoose: (id: string) => void;
}) {
  const [q, setQ] = useState('');
  const open = useSubjectsWithHours();
  const groups = [
    { name: 'Offerings', kind: 'offering' },
    { name: 'Resources', kind: 'resource' },
  ].map((group) => ({ ...group, members: subjects.filter((each) => each.kind === group.kind) }));

  if (narrow)
    return (
      <div className={classes.subjectSearch}>
        <Select
          aria-label="Whose hours"
          searchable
          allowDeselect={false}
          value={subject.id}
          data={groups.map((group) => ({ group: group.name, items: group.members.map((each) => ({ value: each.id, label: each.name })) }))}
          onChange={(id) => id && onChoose(id)}
        />
      </div>
    );
  return (
    <nav className={classes.subjects} aria-label="Whose hours">
      {subjects.length > 8 && (
        <div className={classes.subjectSearch}>
          <TextInput
            aria-label="Search"
            placeholder="Search"
            leftSection={<IconSearch size={16} stroke={1.5} />}
            value={q}
            onChange={(at) => setQ(at.currentTarget.value)}
          />
        </div>
      )}
      <div className={classes.subjectList}>
        {groups.map((group) => {
          const shown = group.members.filter((each) => `${each.name} ${each.second}`.toLowerCase().includes(q.toLowerCase()));
          if (shown.length === 0) return null;
          return (
            <div key={group.kind}>
              <h2 className={classes.subjectGroup}>{group.name}</h2>
              {shown.map((each) => (
                <button
                  key={each.id}
                  type="button"
                  className={classes.subject}
                  aria-current={each.id === subject.id}
                  onClick={() => onChoose(each.id)}
                >
                  {each.color && <span className={classes.dot} style={{ background: each.color }} />}
                  <span className="truncate" dir="auto" style={{ flex: 1, textAlign: 'left' }} title={each.name}>
                    {each.name}
                  </span>
                  {open && isClosed(each, open) ? (
                    <IconAlertTriangle size={14} stroke={1.5} color="var(--status-pending-text)" aria-label="No opening hours" />
                  ) : (
                    <small>{each.second}</small>
                  )}
                </button>
              ))}
            </div>
          );
        })}
      </div>
    </nav>
  );
}
