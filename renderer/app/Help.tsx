import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import classes from './Help.module.css';
import { closeOverlay, useOverlay } from './overlays.ts';
import { type Shortcut, useActiveShortcuts } from './shortcuts.ts';

const keyWords: Record<string, string> = {
  ' ': 'Space',
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Enter: '↵',
};

/** Keys that a focused row answers, in every list. */
const inLists: readonly Pick<Shortcut, 'keys' | 'label' | 'group'>[] = [
  { keys: 'j', label: 'Next row', group: 'Lists' },
  { keys: 'k', label: 'Row before', group: 'Lists' },
  { keys: 'Enter', label: 'Open the row', group: 'Lists' },
  { keys: 'x', label: 'Select the row', group: 'Lists' },
  { keys: 'Escape', label: 'Close what is open', group: 'Lists' },
];

/** Keys that a focused booking of the calendar answers. */
const onBookings: typeof inLists = [
  { keys: 'Alt ArrowDown', label: 'Move the booking, then Enter', group: 'Calendar' },
  { keys: 'Alt ⇧ ArrowDown', label: 'Make it longer, then Enter', group: 'Calendar' },
];

/** The shortcuts that work right now, by what they are about. */
export function Help() {
  const opened = useOverlay() === 'help';
  const shortcuts = useActiveShortcuts();
  const isCalendar = shortcuts.some(({ group }) => group === 'Calendar');
  const groups = Map.groupBy([...shortcuts, ...(isCalendar ? onBookings : []), ...inLists], ({ group }) => group);
  return (
    <Modal opened={opened} onClose={closeOverlay} title="Keyboard shortcuts" size={640}>
      <div className={classes.columns}>
        {[...groups].map(([name, entries]) => (
          <Stack key={name} gap={6} className={classes.group}>
            <Text size="xs" c="dimmed">
              {name}
            </Text>
            {entries.map((entry) => (
              <Row key={entry.keys} entry={entry} />
            ))}
          </Stack>
        ))}
      </div>
    </Modal>
  );
}

function Row({ entry }: { entry: Pick<Shortcut, 'keys' | 'label'> }) {
  return (
    <Group justify="space-between" gap="md" wrap="nowrap">
      <Text size="sm">{entry.label}</Text>
      <Group gap={4} wrap="nowrap">
        {entry.keys.split(/(?<=.) (?=.)/).map((key) => (
          <Kbd key={key} size="xs">
            {keyWords[key] ?? key}
          </Kbd>
        ))}
      </Group>
    </Group>
  );
}
