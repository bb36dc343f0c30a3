import { Combobox, Modal, Text, TextInput, useCombobox } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Truncate } from '../components/Truncate.tsx';
import { closeOverlay, listenForPalette, useOverlay } from './overlays.ts';
import classes from './Palette.module.css';
import { type Deed, useDeeds } from './useDeeds.tsx';

/** Everything by name: what there is, where to go, what to do. */
export function Palette() {
  const opened = useOverlay() === 'palette';
  useEffect(() => listenForPalette(), []);
  return (
    <Modal
      opened={opened}
      onClose={closeOverlay}
      returnFocus={false}
      withCloseButton={false}
      centered={false}
      yOffset="12vh"
      size={600}
      styles={{ body: { padding: 0 } }}
      title="Search and commands"
      classNames={{ header: 'visuallyHidden' }}
    >
      <PaletteBody />
    </Modal>
  );
}

function PaletteBody() {
  const [query, setQuery] = useState('');
  const combobox = useCombobox({ opened: true, onDropdownClose: closeOverlay });
  const field = useRef<HTMLInputElement>(null);
  const hasRun = useRef(false);
  // At once, not when the dialog has come in: who types right after the keys must not lose a letter.
  useEffect(() => {
    const before = document.activeElement;
    field.current?.focus();
    return () => {
      if (!hasRun.current && document.activeElement === document.body && before instanceof HTMLElement && before.isConnected)
        before.focus();
    };
  }, []);
  const groups = useDeeds(query);
  const all = groups.flatMap((group) => group.deeds);
  const shown = all.map(({ id }) => id).join();
  useEffect(() => {
    // What is first changes with what was found: Enter always takes what stands on top.
    if (shown !== '') combobox.selectFirstOption();
    // oxlint-disable-next-line react/exhaustive-deps -- the store is a new object each time and the same store
  }, [shown]);
  const submit = (id: string) => {
    closeOverlay();
    // What it opens may take the focus.
    hasRun.current = true;
    field.current?.blur();
    all.find((deed) => deed.id === id)?.run();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={submit}>
      <div className={classes.scroll}>
        <Combobox.EventsTarget>
          <TextInput
            ref={field}
            variant="unstyled"
            className={classes.search}
            classNames={{ input: classes.input }}
            placeholder="Search bookings, customers, offerings, or type a command"
            aria-label="Search bookings, customers, offerings and commands"
            leftSection={<IconSearch size={16} stroke={1.5} />}
            value={query}
            onChange={({ currentTarget }) => setQuery(currentTarget.value)}
          />
        </Combobox.EventsTarget>
        <div className={classes.list}>
          <Combobox.Options aria-label="Results">
            {groups.map((group) => (
              <Combobox.Group key={group.name} label={group.name}>
                {group.deeds.map((deed) => (
                  <Option key={deed.id} deed={deed} />
                ))}
              </Combobox.Group>
            ))}
            {all.length === 0 && <Combobox.Empty>Nothing is called “{query.trim()}”.</Combobox.Empty>}
          </Combobox.Options>
        </div>
      </div>
    </Combobox>
  );
}

function Option({ deed }: { deed: Deed }) {
  return (
    <Combobox.Option value={deed.id} className={classes.option}>
      <deed.icon size={16} stroke={1.5} className={classes.icon} aria-hidden />
      <span className={classes.words}>
        <Truncate>{deed.label}</Truncate>
        {deed.detail && (
          <Text component="span" size="xs" c="dimmed">
            <Truncate>{deed.detail}</Truncate>
          </Text>
        )}
      </span>
      {deed.mark}
      {deed.keys && <span className={classes.keys}>{deed.keys}</span>}
    </Combobox.Option>
  );
}
