import { IconCopy, IconMailOff, IconMailbox, IconSend } from '@tabler/icons-react';
import type { Mail, MailCopy, Outbox as Box } from '#core/domains/notifications/model.ts';
import { ask, useAsk, useRun } from '../../../bridge/ask.ts';
import { Answered } from '../../../components/Answered.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { IconAction } from '../../../components/IconAction.tsx';
import { TimeText } from '../../../components/TimeText.tsx';
import { toast } from '../../../components/toasts.ts';
import { useNow } from '../../../components/useNow.ts';
import classes from './mail.module.css';
import { letterName, maySend, stateOf, statusNames } from './mailWords.ts';

const LOOK_AGAIN_MS = 10_000;

/** The server's last letters. They are on the server alone, so it is asked again and again. */
export function Outbox() {
  const query = useAsk<Box>('notifications.outbox', {}, { where: 'server', every: LOOK_AGAIN_MS, tables: [] });
  return (
    <Answered query={query}>
      {({ mails, sends }) => (
        <div className={classes.outbox}>
          {!sends && (
            <p className={classes.note} role="status">
              <IconMailOff size={16} stroke={1.5} aria-hidden />
              <span>
                No mail server is set up: these letters wait here. Whoever runs the server sets one with <code>--smtp</code>, and they go
                out then. Until that, copy what should reach somebody.
              </span>
            </p>
          )}
          {mails.length === 0 ? (
            <EmptyState
              icon={IconMailbox}
              text="Nothing has been written yet: the first booking with an address brings the first letter."
            />
          ) : (
            <ul className={classes.mails} aria-label="The last letters">
              {mails.map((mail) => (
                <Row key={mail.id} mail={mail} sends={sends} refresh={() => void query.refetch()} />
              ))}
            </ul>
          )}
        </div>
      )}
    </Answered>
  );
}

function Row({ mail, sends, refresh }: { mail: Mail; sends: boolean; refresh: () => void }) {
  const { run, running } = useRun<{ mailId: string }>('notifications.sendMailAgain');
  const now = useNow();
  const state = stateOf(mail, { sends, now });
  const name = letterName(mail.template);
  const send = async () => {
    try {
      await run({ mailId: mail.id });
      toast.ok(mail.status === 'SENT' ? `Sent again to ${mail.recipient}` : `On its way to ${mail.recipient}`);
      refresh();
    } catch (cause) {
      toast.problem(cause);
    }
  };
  return (
    <li className={classes.mail}>
      <div className={classes.what}>
        <b>{name}</b>
        <span className="truncate">{mail.recipient}</span>
        {state !== '' && <small>{state}</small>}
      </div>
      <span className={classes.status} data-status={mail.status}>
        {statusNames[mail.status]}
      </span>
      <span className={classes.at}>
        {mail.status === 'PENDING' && mail.nextAttemptAt !== null && mail.nextAttemptAt > now ? (
          <>
            due <TimeText at={mail.nextAttemptAt} form="near" />
          </>
        ) : (
          <TimeText at={mail.createdAt} form="near" />
        )}
      </span>
      <span className={classes.acts}>
        <IconAction icon={IconCopy} label={`Copy as text: ${name} to ${mail.recipient}`} onClick={() => void copy(mail)} />
        {maySend(mail, sends) && (
          <IconAction
            icon={IconSend}
            label={`${mail.status === 'PENDING' ? 'Send now' : 'Send again'}: ${name} to ${mail.recipient}`}
            loading={running}
            onClick={() => void send()}
          />
        )}
      </span>
    </li>
  );
}

async function copy({ id }: Mail): Promise<void> {
  try {
    const letter = await ask<MailCopy | null>('notifications.letter', { mailId: id }, 'server');
    if (letter === null) {
      toast.ok('It no longer holds, so there is nothing to copy.');
      return;
    }
    await navigator.clipboard.writeText(`To: ${letter.recipient}\nSubject: ${letter.subject}\n\n${letter.text}`);
    toast.ok('Copied');
  } catch (cause) {
    toast.problem(cause);
  }
}
