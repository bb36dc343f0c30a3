import { Button, Text } from '@mantine/core';
import { type Icon, IconX } from '@tabler/icons-react';
import classes from './ChosenBar.module.css';
import { IconAction } from './IconAction.tsx';

export interface ChosenMove {
  key: string;
  label: string;
  icon: Icon;
  /** of what is chosen, how many it is for; a move that is for none isn't shown */
  count: number;
  run: () => void;
}

interface Props {
  /** what the bar is called for readers */
  name: string;
  picked: number;
  /** a move on its way: nothing else can be begun */
  running: { label: string; done: number; total: number } | null;
  moves: readonly ChosenMove[];
  /** takes in the whole list, as it is filtered; for lists that are chosen from row by row */
  all?: { total: number; choose: () => void };
  onClear: () => void;
}

/** What can be done with all that is chosen: each button counts those whose state allows it. */
export function ChosenBar({ name, picked, running, moves, all, onClear }: Props) {
  return (
    <div className={classes.bar} data-foot role="toolbar" aria-label={name}>
      {running ? (
        <Text className="num" role="status">
          {running.label}: {running.done} of {running.total}
        </Text>
      ) : (
        <>
          <Text className="num" fw={500} mr={8}>
            {picked} selected
          </Text>
          {all && picked < all.total && (
            <Button size="xs" variant="subtle" onClick={all.choose}>
              Select all {all.total}
            </Button>
          )}
          {moves.map(({ key, label, icon: MoveIcon, count, run }) =>
            count === 0 ? null : (
              <Button key={key} size="xs" variant="default" leftSection={<MoveIcon size={14} stroke={1.5} />} onClick={run}>
                {label}
                {count < picked && ` ${count}`}
              </Button>
            ),
          )}
          <IconAction icon={IconX} label="Clear the selection" onClick={onClear} />
        </>
      )}
    </div>
  );
}
