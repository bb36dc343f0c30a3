import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Share } from '../../../bridge/data.ts';
import { count } from '../../settings/dataWords.ts';
import { ProgressLine } from '../../settings/ProgressLine.tsx';
import classes from './import.module.css';
import { importFault } from './importWords.ts';
import type { Kept, SharedStep } from './useUnderWay.ts';

interface Props {
  title: string;
  step: { readonly is: string };
  onClose: () => void;
  children: ReactNode;
}

/** The dialog that a file goes through: it can't be closed while something is under way. */
export function ImportModal({ title, step, onClose, children }: Props) {
  const isBusy = step.is === 'checking' || step.is === 'writing';
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={760}
      closeOnClickOutside={step.is === 'choosing'}
      closeOnEscape={!isBusy}
      withCloseButton={!isBusy}
    >
      {children}
    </Modal>
  );
}

export function Foot({ children }: { children: ReactNode }) {
  return (
    <Group justify="flex-end" gap="sm">
      {children}
    </Group>
  );
}

/** How far it is, and what ends it. */
export function Underway({ label, share, children }: { label: string; share: Share | null; children: ReactNode }) {
  const figures = share === null ? '' : `${count(share.done)} of ${count(share.total)} rows`;
  return (
    <Stack gap="lg">
      <ProgressLine label={label} share={share} figures={figures} />
      <Foot>{children}</Foot>
    </Stack>
  );
}

interface FailedProps {
  step: Extract<SharedStep, { is: 'failed' }>;
  /** what goes on with the same file is called */
  label: string;
  onAgain: (kept: Kept) => void;
  onRestart: () => void;
}

export function Failed({ step: { failure, again }, label, onAgain, onRestart }: FailedProps) {
  return (
    <Stack gap="lg">
      <p className={classes.fault} role="alert">
        {importFault(failure)}
      </p>
      <Foot>
        <Button variant="default" onClick={onRestart}>
          Choose another file
        </Button>
        {again && failure.code !== 'not_found' && (
          <Button onClick={() => onAgain(again)} data-autofocus>
            {label}
          </Button>
        )}
      </Foot>
    </Stack>
  );
}
