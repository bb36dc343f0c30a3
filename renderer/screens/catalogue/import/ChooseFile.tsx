import { Button, FileButton, Text } from '@mantine/core';
import { IconDownload, IconFileSpreadsheet } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { fetchSheet } from '../../../bridge/imports.ts';
import { saveBlob } from '../../../components/saveBlob.ts';
import { toast } from '../../../components/toasts.ts';
import classes from './import.module.css';

const files = { template: 'offerings-template.csv', offerings: 'offerings.csv', bookingsTemplate: 'bookings-template.csv' } as const;
type Name = keyof typeof files;

interface Props {
  offline: boolean;
  /** what the box asks for */
  ask: string;
  /** what will come of it */
  note: string;
  samples: readonly (readonly [name: Name, label: string])[];
  onChoose: (file: File) => void;
}

/** Where a file is dropped or chosen, and where one finds what it should look like. */
export function ChooseFile({ offline, ask, note, samples, onChoose }: Props) {
  const [isOver, setIsOver] = useState(false);
  const [fetching, setFetching] = useState<Name | null>(null);
  const drop = (at: DragEvent) => {
    at.preventDefault();
    setIsOver(false);
    const [file] = at.dataTransfer.files;
    if (file && !offline) onChoose(file);
  };
  const save = (name: Name) => {
    setFetching(name);
    fetchSheet(name)
      .then((blob) => saveBlob(blob, files[name]))
      .catch(toast.problem)
      .finally(() => setFetching(null));
  };
  const download = ([name, label]: Props['samples'][number]) => (
    <Button
      key={name}
      variant="default"
      leftSection={<IconDownload size={16} stroke={1.5} />}
      disabled={offline}
      loading={fetching === name}
      onClick={() => save(name)}
    >
      {label}
    </Button>
  );
  return (
    <>
      <div
        className={classes.drop}
        data-over={isOver || undefined}
        onDragOver={(at) => {
          at.preventDefault();
          setIsOver(!offline);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
      >
        <IconFileSpreadsheet size={28} stroke={1.25} color="var(--sk-text-third)" aria-hidden />
        <p>{offline ? 'The server looks through the file: this works again when you are online.' : ask}</p>
        <FileButton accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values" onChange={(file) => file && onChoose(file)}>
          {(props) => (
            <Button {...props} disabled={offline} data-autofocus>
              Choose a file
            </Button>
          )}
        </FileButton>
      </div>
      <div className={classes.samples}>
        <Text size="xs" c="dimmed">
          {note}
        </Text>
        <div className={classes.downloads}>{samples.map(download)}</div>
      </div>
    </>
  );
}
