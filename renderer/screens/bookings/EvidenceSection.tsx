import { Anchor, Button, FileButton, Text } from '@mantine/core';
import { IconDownload, IconLink, IconPaperclip, IconTrash } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import type { Evidence } from '#core/domains/bookings/model.ts';
import type { EvidenceSubject } from '#core/engine/bridge.ts';
import { runCommand, useAsk, useSession, useSync } from '../../bridge/ask.ts';
import { sendEvidence } from '../../bridge/evidence.ts';
import { failureOf } from '../../bridge/failure.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { IconAction } from '../../components/IconAction.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import { tipWhenCut } from '../../components/tip.ts';
import { useIsManager } from '../catalogue/access.ts';
import { accepted, domainOf, factsOf, problemWith } from './evidence.ts';
import classes from './evidence.module.css';
import { LinkForm } from './LinkForm.tsx';
import { Section } from './Section.tsx';

const none: Evidence[] = [];
const HOUR_MS = 3_600_000;

interface Links {
  files: Record<string, string>;
  bundle: string;
}

interface Props {
  subject: EvidenceSubject;
  /** false: what there is stays, and nothing is added */
  isOpen?: boolean;
}

/** What proves a booking, or what is said in a dispute: files, which only the server keeps, and links. */
export function EvidenceSection({ subject, isOpen = true }: Props) {
  const { data: evidence = none } = useAsk<Evidence[]>(`${domainOf(subject)}.evidence`, subject, { tables: ['evidence'] });
  const offline = useSync().state === 'offline';
  const addressOf = useAddresses(subject, evidence);
  const upload = useUpload(subject);
  const mayAdd = isOpen && !offline;
  const [isOver, setIsOver] = useState(false);
  const [linking, setLinking] = useState(false);
  const drop = {
    'data-over': isOver || undefined,
    onDragOver(at: DragEvent) {
      if (!at.dataTransfer.types.includes('Files')) return;
      at.preventDefault();
      setIsOver(mayAdd);
    },
    onDragLeave: () => setIsOver(false),
    onDrop(at: DragEvent) {
      at.preventDefault();
      setIsOver(false);
      if (mayAdd) void upload.send([...at.dataTransfer.files]);
    },
  };
  return (
    <Section title="Evidence">
      <div className={classes.zone} {...drop}>
        {evidence.length > 0 && (
          <ul className={classes.list}>
            {evidence.map((each) => (
              <Row key={each.id} evidence={each} address={each.url ?? (offline ? undefined : addressOf?.file(each.id))} />
            ))}
          </ul>
        )}
        {evidence.length === 0 && !upload.sending && (
          <Text size="xs" c="dimmed">
            {isOpen ? 'Nothing yet. Drop a file here, or paste a link to one.' : 'None was added.'}
          </Text>
        )}
        <div role="status" className={classes.status}>
          {upload.sending}
        </div>
        {upload.problem && (
          <Text role="alert" size="xs" c="var(--sk-danger)">
            {upload.problem}
          </Text>
        )}
        {offline && isOpen && (
          <Text size="xs" c="dimmed">
            Files are kept by the server: they can be added and opened again when you are online. Links can be added now.
          </Text>
        )}
        {linking ? (
          <LinkForm subject={subject} onDone={() => setLinking(false)} />
        ) : (
          <div className={classes.tools}>
            {isOpen && (
              <>
                <FileButton
                  accept={accepted}
                  multiple
                  onChange={(files) => void upload.send(files)}
                  inputProps={{ 'aria-label': 'Choose files' }}
                >
                  {(props) => (
                    <Button
                      {...props}
                      variant="default"
                      size="compact-sm"
                      disabled={offline || upload.sending !== null}
                      leftSection={<IconPaperclip size={14} stroke={1.5} />}
                    >
                      Add file
                    </Button>
                  )}
                </FileButton>
                <Button
                  variant="default"
                  size="compact-sm"
                  leftSection={<IconLink size={14} stroke={1.5} />}
                  onClick={() => setLinking(true)}
                >
                  Add link
                </Button>
              </>
            )}
            {evidence.length > 0 && addressOf && !offline && (
              <Button
                component="a"
                href={addressOf.bundle}
                target="_blank"
                rel="noreferrer"
                variant="subtle"
                size="compact-sm"
                leftSection={<IconDownload size={14} stroke={1.5} />}
              >
                Download all
              </Button>
            )}
          </div>
        )}
      </div>
    </Section>
  );
}

/** Signed by the server for a day, so asked for again well before; undefined while it can't be asked. */
function useAddresses(subject: EvidenceSubject, evidence: readonly Evidence[]) {
  const { data: session } = useSession();
  const options = { where: 'server', tables: ['evidence'], every: HOUR_MS, enabled: evidence.length > 0, keep: false } as const;
  const { data: links } = useAsk<Links>(`${domainOf(subject)}.evidenceLinks`, subject, options);
  const serverUrl = session?.serverUrl;
  if (!links || !serverUrl) return undefined;
  return {
    file: (id: string) => links.files[id] && `${serverUrl}${links.files[id]}`,
    bundle: `${serverUrl}${links.bundle}`,
  };
}

/** One file after the other; what was not taken is said, and the others go on. */
function useUpload(subject: EvidenceSubject) {
  const [sending, setSending] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async (files: readonly File[]) => {
    setProblem(null);
    for (const [i, file] of files.entries()) {
      const which = files.length > 1 ? ` (${i + 1} of ${files.length})` : '';
      const onShare = ({ done, total }: { done: number; total: number }) =>
        setSending(`Sending ${file.name}${which}: ${Math.floor((done / Math.max(1, total)) * 100)} %`);
      try {
        await sendEvidence(file, { subject, onShare });
      } catch (cause) {
        setProblem(problemWith(file.name, failureOf(cause)));
      }
    }
    setSending(null);
  };
  return { sending, problem, send };
}

function Row({ evidence, address }: { evidence: Evidence; address: string | undefined }) {
  const { id, name, note, url, addedBy, createdAt } = evidence;
  const isManager = useIsManager();
  const [asking, setAsking] = useState(false);
  const Icon = url === null ? IconPaperclip : IconLink;
  return (
    <li className={classes.row}>
      <Icon size={16} stroke={1.5} className={classes.icon} aria-hidden />
      <div className={classes.what}>
        {address ? (
          <Anchor href={address} target="_blank" rel="noreferrer" className={`truncate ${classes.name}`} dir="auto" {...tipWhenCut}>
            {name}
          </Anchor>
        ) : (
          <span className={`truncate ${classes.name}`} dir="auto" {...tipWhenCut}>
            {name}
          </span>
        )}
        {note !== '' && (
          <div className={classes.note} dir="auto">
            {note}
          </div>
        )}
        <Text size="xs" c="dimmed" className={`num ${classes.facts}`}>
          {factsOf(evidence)} · {addedBy} · <TimeText at={createdAt} form="near" />
        </Text>
      </div>
      {isManager && <IconAction icon={IconTrash} label={`Remove ${name}`} variant="subtle" color="gray" onClick={() => setAsking(true)} />}
      {asking && (
        <ConfirmDialog
          title={`Remove “${name}”?`}
          verb="Remove"
          onConfirm={() => runCommand('bookings.removeEvidence', { evidenceId: id })}
          onClose={() => setAsking(false)}
        >
          {url === null ? 'The file is deleted from the server and can’t be brought back.' : 'The link is taken off.'} The history keeps
          that it was there.
        </ConfirmDialog>
      )}
    </li>
  );
}
