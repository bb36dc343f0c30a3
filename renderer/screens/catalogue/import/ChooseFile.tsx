import { Button, FileButton, Text } from '@mantine/core';
import { IconDownload, IconFileSpreadsheet } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { fetchSheet } from '../../../bridge/imports.ts';
import { saveBlob } from '../../../components/saveBlob.ts';
import { toast } from '../../../components/toasts.ts';
import classes from './import.module.css';

const files = { template: 'offerings-template.csv', offerings: 'offerings.csv' } as const;

/** Where a file is dropped or chosen, and where one finds what it should look like. */
export function ChooseFile({ offline, onChoose }: { offline: boolean; onChoose: (file: File) => void }) {
  const [isOver, setIsOver] = useState(false);
  const [fetching, setFetching] = useState<keyof typeof files | null>(null);
  const drop = (at: DragEvent) => {
    at.preventDefault();
    setIsOver(false);
    const [file] = at.dataTransfer.files;
    if (file && !offline) onChoose(file);
  };
  const save = (name: keyof typeof files) => {
    setFetching(name);
    fetchSheet(name)
      .then((blob) => saveBlob(blob, files[name]))
      .catch(toast.problem)
      .finally(() => setFetching(null));
  };
  const download = (name: keyof typeof files, label: string) => (
    <Button
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
        <p>
          {offline
            ? 'The server looks through the file: this works again when you are online.'
            : 'Drop a CSV file here, one offering a row.'}
        </p>
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
          You see every problem before anything is imported. Then all of it comes in, as drafts with their hours and days off, or nothing
          does. Photos are not in the file: add them to the drafts.
        </Text>
        <div className={classes.downloads}>
          {download('template', 'Template')}
          {download('offerings', 'Export the catalogue')}
        </div>
      </div>
    </>
  );
}
