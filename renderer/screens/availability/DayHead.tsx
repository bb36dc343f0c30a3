import { Menu, Textarea, Tooltip } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { IconAction } from '../../components/IconAction.tsx';
import classes from './availability.module.css';
import { copyDay, hoursText, type NewRule, parseHours, rulesOfDay, typeDay, weekdays } from './hours.ts';

interface Props {
  day: number;
  name: string;
  rules: NewRule[];
  readOnly: boolean;
  /** what a day without hours is called */
  emptyWord: string;
  onChange: (rules: readonly NewRule[]) => void;
}

/** A day's hours in words, which can be typed as well as painted, and copied to other days. */
export function DayHead({ day, name, rules, readOnly, emptyWord, onChange }: Props) {
  const own = rulesOfDay(rules, day);
  const [typed, setTyped] = useState<string | null>(null);
  const parsed = typed === null ? null : parseHours(typed);
  const problem = parsed !== null && !Array.isArray(parsed) ? parsed.problem : null;
  const save = () => {
    if (Array.isArray(parsed) && typed !== hoursText(own)) onChange(typeDay(rules, day, parsed));
    if (!problem) setTyped(null);
  };
  return (
    <div className={classes.dayHead}>
      <div className={classes.dayTitle}>
        {name.slice(0, 3)}
        {!readOnly && own.length > 0 && <CopyMenu {...{ day, name, rules, onChange }} />}
      </div>
      <Tooltip label={problem} opened={problem !== null} color="red" multiline maw={220}>
        <Textarea
          rows={1}
          size="xs"
          aria-label={`${name}, hours`}
          placeholder={emptyWord}
          variant="default"
          value={typed ?? hoursText(own)}
          error={problem !== null}
          disabled={readOnly}
          data-settled={typed === null || undefined}
          classNames={{ input: classes.typed }}
          title={own.length > 0 ? hoursText(own) : undefined}
          onFocus={(at) => at.currentTarget.select()}
          onChange={(at) => setTyped(at.currentTarget.value.replaceAll('\n', ''))}
          onBlur={save}
          onKeyDown={(key) => {
            if (key.key === 'Enter' && typed !== null) {
              key.preventDefault();
              save();
            }
            if (key.key === 'Escape') setTyped(null);
          }}
        />
      </Tooltip>
    </div>
  );
}

function CopyMenu({ day, name, rules, onChange }: Omit<Props, 'readOnly' | 'emptyWord'>) {
  const others = (days: readonly number[]) => days.filter((each) => each !== day);
  const choices = [
    { label: 'Monday to Friday', days: others([1, 2, 3, 4, 5]) },
    { label: 'Every day', days: others([1, 2, 3, 4, 5, 6, 7]) },
    ...weekdays.flatMap((label, index) => (index + 1 === day ? [] : [{ label, days: [index + 1] }])),
  ];
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <IconAction icon={IconCopy} size="sm" label={`Copy ${name} to other days`} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Copy {name} to</Menu.Label>
        {choices.map((choice) => (
          <Menu.Item key={choice.label} onClick={() => onChange(copyDay(rules, day, choice.days))}>
            {choice.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
