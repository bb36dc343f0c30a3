import { Button, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useSync } from '../../../bridge/ask.ts';
import { ChooseFile } from './ChooseFile.tsx';
import { Failed, Foot, ImportModal, Underway } from './ImportModal.tsx';
import { doneWords } from './importWords.ts';
import { Looked } from './Looked.tsx';
import { type Import, useImport } from './useImport.ts';

const asked = {
  ask: 'Drop a CSV file here, one offering a row.',
  note: 'A row with the slug or id of an offering changes it; any other is a new draft with its hours and days off. You see every change and every problem first, and then all of it comes in or nothing does. Photos are not in the file.',
  samples: [
    ['template', 'Template'],
    ['offerings', 'Export the catalogue'],
  ],
} as const;

/** A catalogue from a file: chosen, looked through row by row, and put in as drafts, all of it or nothing. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const work = useImport();
  return (
    <ImportModal title="Import offerings" step={work.step} onClose={onClose}>
      <Body work={work} onClose={onClose} />
    </ImportModal>
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
        <Underway label={`${step.is === 'checking' ? 'Checking' : 'Importing'} ${step.name}`} share={step.share}>
          <Button variant="default" onClick={restart} data-autofocus>
            Cancel
          </Button>
        </Underway>
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
            {doneWords(step)}
          </Text>
          <Foot>
            <Button variant="default" onClick={onClose} data-autofocus={step.created === 0 || undefined}>
              Close
            </Button>
            {step.created > 0 && (
              <Button
                data-autofocus
                onClick={() => {
                  onClose();
                  void navigate({ to: '/catalogue', search: { status: 'DRAFT' } });
                }}
              >
                Show drafts
              </Button>
            )}
          </Foot>
        </Stack>
      );
    case 'failed':
      return <Failed step={step} label="Try again" onAgain={run} onRestart={restart} />;
  }
}
