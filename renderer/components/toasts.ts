import { notifications, notificationsStore } from '@mantine/notifications';
import { createElement } from 'react';
import { failureOf } from '../bridge/failure.ts';
import { sentenceOf } from '../bridge/sentences.ts';
import { ToastBody } from './ToastBody.tsx';

const PLAIN_MS = 4_000;
const UNDO_MS = 8_000;
const PROBLEM_MS = 10_000;
const INSTEAD_MS = 12_000;
export const MOST_TOASTS = 3;

interface Way {
  label: string;
  run: () => unknown;
}

interface Message {
  tone: 'ok' | 'problem';
  text: string;
  autoClose: number;
  /** a button; the message is gone once it is pressed */
  way?: Way | undefined;
}

/** At once, however many stand there already: the oldest makes room. */
function show({ tone, text, autoClose, way }: Message): void {
  const shown = notificationsStore.getState().notifications;
  for (const { id } of shown.slice(0, Math.max(0, shown.length + 1 - MOST_TOASTS))) if (id !== undefined) notifications.hide(id);
  const id = crypto.randomUUID();
  const action = way && {
    label: way.label,
    run() {
      notifications.hide(id);
      way.run();
    },
  };
  notifications.show({ id, autoClose, withBorder: true, icon: null, message: createElement(ToastBody, { tone, text, action }) });
}

interface OkOptions {
  /** what the Undo button does */
  undo?: (() => unknown) | undefined;
}

function ok(text: string, { undo }: OkOptions = {}): void {
  show({ tone: 'ok', text, autoClose: undo ? UNDO_MS : PLAIN_MS, way: undo && { label: 'Undo', run: undo } });
}

/** Takes whatever was thrown: a BridgeFailure becomes its sentence. */
const problem = (cause: unknown): void => show({ tone: 'problem', text: sentenceOf(failureOf(cause)), autoClose: PROBLEM_MS });

/** What can't be done, and what can be instead. */
const instead = (text: string, way?: Way): void => show({ tone: 'problem', text, autoClose: INSTEAD_MS, way });

export const toast = { ok, problem, instead };
