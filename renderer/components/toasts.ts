import { notifications } from '@mantine/notifications';
import { createElement } from 'react';
import { failureOf } from '../bridge/failure.ts';
import { sentenceOf } from '../bridge/sentences.ts';
import { ToastBody } from './ToastBody.tsx';

const PLAIN_MS = 4_000;
const UNDO_MS = 8_000;
const PROBLEM_MS = 10_000;

interface OkOptions {
  /** what the Undo button does */
  undo?: (() => unknown) | undefined;
}

function ok(text: string, { undo }: OkOptions = {}): void {
  const id = crypto.randomUUID();
  const back = undo && {
    label: 'Undo',
    run: () => {
      notifications.hide(id);
      undo();
    },
  };
  notifications.show({
    id,
    autoClose: undo ? UNDO_MS : PLAIN_MS,
    withBorder: true,
    icon: null,
    message: createElement(ToastBody, { tone: 'ok', text, action: back }),
  });
}

/** Takes whatever was thrown: a BridgeFailure becomes its sentence. */
function problem(cause: unknown): void {
  const text = sentenceOf(failureOf(cause));
  notifications.show({ autoClose: PROBLEM_MS, withBorder: true, icon: null, message: createElement(ToastBody, { tone: 'problem', text }) });
}

export const toast = { ok, problem };
