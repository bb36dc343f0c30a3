import { Button, Textarea, Tooltip } from '@mantine/core';
import { IconGavel, IconSend } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import type { Dispute } from '#core/domains/disputes/model.ts';
import { useShortcuts } from '../../app/shortcuts.ts';
import { runCommand, useRun } from '../../bridge/ask.ts';
import { failureOf } from '../../bridge/failure.ts';
import { sentenceOf } from '../../bridge/sentences.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { toast } from '../../components/toasts.ts';
import { managersOnly, useIsManager } from '../catalogue/access.ts';
import classes from './disputes.module.css';
import { draftOf, keepDraft } from './drafts.ts';
import { ResolveDialog } from './ResolveDialog.tsx';

const REPLY_ID = 'dispute-reply';

/** What the business can do about an open one: answer, decide, and take back what it opened itself. */
export function DisputeActions({ dispute }: { dispute: Dispute }) {
  const isManager = useIsManager();
  const [asking, setAsking] = useState<'resolve' | 'withdraw' | null>(null);
  const { id: disputeId, openedBy } = dispute;
  return (
    <>
      <Reply key={disputeId} dispute={dispute}>
        <Tooltip label={managersOnly} disabled={isManager}>
          <span>
            <Button
              variant="default"
              disabled={!isManager}
              leftSection={<IconGavel size={16} stroke={1.5} />}
              onClick={() => setAsking('resolve')}
            >
              Resolve…
            </Button>
          </span>
        </Tooltip>
        {openedBy === 'business' && (
          <Button variant="subtle" color="red" className={classes.end} onClick={() => setAsking('withdraw')}>
            Take back
          </Button>
        )}
      </Reply>
      {asking === 'resolve' && <ResolveDialog dispute={dispute} onClose={() => setAsking(null)} />}
      {asking === 'withdraw' && (
        <ConfirmDialog
          title="Take the dispute back?"
          verb="Take back"
          onConfirm={() => runCommand('disputes.withdraw', { disputeId }).then(() => toast.ok('The dispute is taken back.'))}
          onClose={() => setAsking(null)}
        >
          It ends without a decision. What was said stays to be read, and nothing can be added.
        </ConfirmDialog>
      )}
    </>
  );
}

function Reply({ dispute, children }: { dispute: Dispute; children: React.ReactNode }) {
  const { id: disputeId, customerName } = dispute;
  const { run, running } = useRun<object>('disputes.reply');
  const [text, setText] = useState(() => draftOf(disputeId));
  const [problem, setProblem] = useState<string | null>(null);
  useShortcuts([{ keys: 'r', label: 'Reply', group: 'Disputes', run: () => document.getElementById(REPLY_ID)?.focus() }]);
  const write = (next: string) => {
    setText(next);
    setProblem(null);
    keepDraft(disputeId, next);
  };
  const send = async () => {
    if (running) return;
    if (text.trim() === '') {
      document.getElementById(REPLY_ID)?.focus();
      return;
    }
    try {
      await run({ disputeId, text: text.trim() });
      write('');
    } catch (cause) {
      setProblem(sentenceOf(failureOf(cause)));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void send();
  };
  return (
    <form
      className={classes.reply}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Textarea
        id={REPLY_ID}
        aria-label={`Reply to ${customerName}`}
        placeholder={`Reply to ${customerName}`}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4_000}
        dir="auto"
        value={text}
        error={problem}
        onChange={({ currentTarget }) => write(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className={classes.tools}>
        <Tooltip label="Ctrl+Enter">
          <Button type="submit" loading={running} disabled={text.trim() === ''} leftSection={<IconSend size={16} stroke={1.5} />}>
            Reply
          </Button>
        </Tooltip>
        {children}
      </div>
    </form>
  );
}
