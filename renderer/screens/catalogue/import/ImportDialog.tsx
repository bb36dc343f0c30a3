import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSync } from '../../../bridge/ask.ts';
import { count } from '../../settings/dataWords.ts';
import { ProgressLine } from '../../settings/ProgressLine.tsx';
import { ChooseFile } from './ChooseFile.tsx';
import classes from './import.module.css';
import { importFault, many } from './importWords.ts';
import { Looked } from './Looked.tsx';
import { type Import, useImport } from './useImport.ts';

const asked = {
  ask: 'Drop a CSV file here, one offering a row.',
  note: 'You see every problem before anything is imported. Then all of it comes in, as drafts with their hours and days off, or nothing does. Photos are not in the file: add them to the drafts.',
  samples: [
    ['template', 'Template'],
    ['offerings', 'Export the catalogue'],
  ],
} as const;

/** A catalogue from a file: chosen, looked through row by row, and put in as drafts, all of it or nothing. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const work = useImport();
  const isBusy = work.step.is === 'checking' || work.step.is === 'writing';
  return (
    <Modal
      opened
      onClose={onClose}
      title="Import offerings"
      size={760}
      closeOnClickOutside={work.step.is === 'choosing'}
      closeOnEscape={!isBusy}
      withCloseButton={!isBusy}
    >
      <Body work={work} onClose={onClose} />
    </Modal>
  );
}

function Body({ work, onClose }: { work: Import; onClose: () => void }) {
  const { step, choose, run, restart } = work;
  const offline = useSync().offlineSince !== null;
  const navigate = useNavigate();
  switch (step.is) {
    case 'choosing':
      return <ChooseFile offline={offline} {...asked} onChoose={choose} />;
    case 'checking':
    case 'writing':
      return (
        <Stack gap="lg">
          <ProgressLine
            label={step.is === 'checking' ? `Checking ${step.name}` : `Importing ${step.name}`}
            share={step.share}
            figures={step.share === null ? '' : `${count(step.share.done)} of ${count(step.share.total)} rows`}
          />
          <Foot>
            <Button variant="default" onClick={restart} data-autofocus>
              Cancel
            </Button>
          </Foot>
        </Stack>
      );
    case 'looked':
      return (
        <Looked
          preview={step.preview}
          name={step.name}
          offline={offline}
          onImport={() => run(step)}
          onRestart={restart}
          onClose={onClose}
        />
      );
    case 'done':
      return (
        <Stack gap="lg">
          <Text size="sm" role="status">
            {many(step.imported, 'draft is', 'drafts are')} in the catalogue. Customers see them once you publish them.
          </Text>
          <Foot>
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button
              data-autofocus
              onClick={() => {
                onClose();
                void navigate({ to: '/catalogue', search: { status: 'DRAFT' } });
              }}
            >
              Show drafts
            </Button>
          </Foot>
        </Stack>
      );
    case 'failed': {
      const { again } = step;
      return (
        <Stack gap="lg">
          <p className={classes.fault} role="alert">
            {importFault(step.failure)}
          </p>
          <Foot>
            <Button variant="default" onClick={restart}>
              Choose another file
            </Button>
            {again && step.failure.code !== 'not_found' && (
              <Button onClick={() => run(again)} data-autofocus>
                Try again
              </Button>
            )}
          </Foot>
        </Stack>
      );
    }
  }
}

function Foot({ children }: { children: ReactNode }) {
  return (
    <Group justify="flex-end" gap="sm">
      {children}
    </Group>
  );
}
