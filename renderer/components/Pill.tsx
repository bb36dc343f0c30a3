import { Popover, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconX, type Icon } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import classes from './Pill.module.css';

interface FilterPillProps {
  icon: Icon;
  /** what it filters by */
  name: string;
  /** what it is set to; absent: nothing */
  value?: string | undefined;
  onClear: () => void;
  width?: number;
  children: (close: () => void) => ReactNode;
}

/** A filter: quiet until it is set, then it says to what and can be taken off. */
export function FilterPill({ icon: Icon, name, value, onClear, width = 240, children }: FilterPillProps) {
  const [opened, setOpened] = useState(false);
  const isSet = value !== undefined;
  return (
    <span className={classes.wrap} data-set={isSet || undefined}>
      <Popover opened={opened} onChange={setOpened} position="bottom-start" width={width} trapFocus>
        <Popover.Target>
          <UnstyledButton
            className={classes.pill}
            onClick={() => setOpened((before) => !before)}
            aria-label={isSet ? `${name}: ${value}` : name}
          >
            <Icon size={14} stroke={1.5} aria-hidden />
            <span className={classes.value}>{value ?? name}</span>
            {!isSet && <IconChevronDown size={12} stroke={1.5} aria-hidden />}
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown p={4} maw="calc(100vw - 16px)">
          {children(() => setOpened(false))}
        </Popover.Dropdown>
      </Popover>
      {isSet && (
        <UnstyledButton className={classes.clear} onClick={onClear} aria-label={`Remove the filter ${name}`}>
          <IconX size={12} stroke={2} aria-hidden />
        </UnstyledButton>
      )}
    </span>
  );
}

interface TogglePillProps {
  pressed: boolean;
  onToggle: () => void;
  /** its dot's colour */
  color?: string;
  children: string;
}

export function TogglePill({ pressed, onToggle, color, children }: TogglePillProps) {
  return (
    <UnstyledButton className={classes.toggle} aria-pressed={pressed} onClick={onToggle}>
      {color && <span className={classes.dot} style={{ background: color }} aria-hidden />}
      {children}
    </UnstyledButton>
  );
}
