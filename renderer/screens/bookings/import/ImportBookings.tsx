import { Button, Checkbox, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { BulkManifest, BulkPreview } from '#core/engine/bridge.ts';
import { useSession, useSync } from '../../../bridge/ask.ts';
import { saveBlob } from '../../../components/saveBlob.ts';
import { formatAt } from '../../../components/times.ts';
import { ChooseFile } from '../../catalogue/import/ChooseFile.tsx';
import classes from '../../catalogue/import/import.module.css';
import { Failed, Foot, ImportModal, Underway } from '../../catalogue/import/ImportModal.tsx';
import { many } from '../../catalogue/import/importWords.ts';
import { ProblemTable } from '../../catalogue/import/ProblemTable.tsx';
import { count } from '../../settings/dataWords.ts';
import { manifestCsv, problemsOf } from './bulkWords.ts';
import { type BulkWork, useBulk } from './useBulk.ts';

const asked = {
  ask: 'Drop a CSV file here, one booking a row.',
  note: 'You see what would come of every row before anything is booked. Then each row that can be booked is, whatever becomes of the others. Times are on the clock of the offering.',
  samples: [['bookingsTemplate', 'Template']],
} as const;

/** Bookings from a file: chosen, judged row by row, and booked, each row by itself. */
export function ImportBookings({ onClose }: { onClose: () => void }) {
  const work = useBulk();
  return (
    <ImportModal title="Import bookings" step={work.step} onClose={onClose}>
      <Body work={work} onClose={onClose} />
    </ImportModal>
  );
}

function Body({ work, onClose }: { work: BulkWork; onClose: () => void }) {
  const { step, choose, run, stop, restart } = work;
  const offline = useSync().offlineSince !== null;
  switch (step.is) {
    case 'choosing':
      return <ChooseFile offline={offline} {...asked} onChoose={choose} />;
    case 'checking':
      return (
        <Underway label={`Checking ${step.name}`} share={step.share}>
          <Button variant="default" onClick={restart} data-autofocus>
            Cancel
          </Button>
        </Underway>
      );
    case 'writing':
      return (
        <Underway label={`Booking what is in ${step.name}`} share={step.share}>
          <Button variant="default" onClick={stop} loading={step.stopping} data-autofocus>
            Stop here
          </Button>
        </Underway>
      );
    case 'looked':
      return (
        <Judged
          preview={step.preview}
          name={step.name}
          offline={offline}
          override={work.override}
          onOverride={(next) => work.setOverride(next, step)}
          onRun={() => run(step)}
          onRestart={restart}
        />
      );
    case 'done':
      return (
        <Result manifest={step.manifest} name={step.name} onGoOn={step.manifest.stopped ? () => run(step) : undefined} onClose={onClose} />
      );
    case 'failed':
      return <Failed step={step} label="Go on" onAgain={run} onRestart={restart} />;
  }
}

interface JudgedProps {
  preview: BulkPreview;
  name: string;
  offline: boolean;
  override: boolean;
  onOverride: (override: boolean) => void;
  onRun: () => void;
  onRestart: () => void;
}

function Judged({ preview: { rows, good, rejected, sample }, name, offline, override, onOverride, onRun, onRestart }: JudgedProps) {
  const timezone = useZone();
  const problems = rejected.flatMap((row) => problemsOf(row, timezone));
  return (
    <Stack gap="md">
      <Text size="sm" role="status">
        {rows === 0 ? (
          <>{name} has headings, but no bookings below them.</>
        ) : (
          <>
            <b>{count(good)}</b> of {many(rows, 'row')} in {name} can be booked.
            {good < rows && ' The others can’t, and why is below. Book the rest now, or mend the file and choose it again.'}
          </>
        )}
      </Text>
      {problems.length > 0 && <ProblemTable problems={problems} count={problems.length} last="What is wrong" />}
      {sample.length > 0 && <Sample sample={sample} rows={good} />}
      {rows > 0 && (
        <Checkbox
          label="Also take bookings that the notice or horizon would refuse"
          description="And times between the usual starts. Opening hours and room always count."
          checked={override}
          disabled={offline}
          onChange={({ currentTarget }) => onOverride(currentTarget.checked)}
        />
      )}
      <Foot>
        <Button variant="default" onClick={onRestart} data-autofocus={good === 0 || undefined}>
          Another file
        </Button>
        {good > 0 && (
          <Button onClick={onRun} disabled={offline} data-autofocus>
            Book {many(good, 'row')}
          </Button>
        )}
      </Foot>
    </Stack>
  );
}

function Sample({ sample, rows }: { sample: BulkPreview['sample']; rows: number }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by the keyboard, too
    <section className={classes.scroller} aria-label="What is booked" tabIndex={0}>
      <table className={`${classes.sample} ${classes.bookings}`}>
        <thead>
          <tr>
            {['Row', 'Customer', 'Offering', 'When', 'Places'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sample.map(({ row, name, offeringTitle, startsAt, timezone, quantity }) => (
            <tr key={row}>
              <td className="num">{row}</td>
              <td dir="auto" title={name}>
                {name}
              </td>
              <td title={offeringTitle}>{offeringTitle}</td>
              <td className="num">{formatAt(startsAt, 'dayYearTime', timezone)}</td>
              <td className="num">{quantity}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows > sample.length && <p className={classes.more}>and {many(rows - sample.length, 'more booking')}</p>}
    </section>
  );
}

interface ResultProps {
  manifest: BulkManifest;
  name: string;
  onGoOn: (() => void) | undefined;
  onClose: () => void;
}

function Result({ manifest, name, onGoOn, onClose }: ResultProps) {
  const timezone = useZone();
  const { rows, created, rejected, stopped } = manifest;
  const problems = manifest.manifest.filter(({ status }) => status === 'rejected').flatMap((row) => problemsOf(row, timezone));
  const save = () =>
    saveBlob(new Blob([`\uFEFF${manifestCsv(manifest, timezone)}`], { type: 'text/csv;charset=utf-8' }), `result-of-${name}`);
  return (
    <Stack gap="md">
      <Text size="sm" role="status">
        <b>{many(created, 'booking is', 'bookings are')}</b> in, of {many(rows, 'row')}.
        {rejected > 0 && ` ${many(rejected, 'row')} could not be booked.`}
        {stopped && ' It was stopped: the rows after that were not tried. Going on books none twice.'}
      </Text>
      {problems.length > 0 && <ProblemTable problems={problems} count={problems.length} last="What is wrong" />}
      <Foot>
        <Button variant="default" leftSection={<IconDownload size={16} stroke={1.5} />} onClick={save}>
          Download the result
        </Button>
        {onGoOn && (
          <Button variant="default" onClick={onGoOn}>
            Go on
          </Button>
        )}
        <Button onClick={onClose} data-autofocus>
          Close
        </Button>
      </Foot>
    </Stack>
  );
}

function useZone(): string {
  const { data: session } = useSession();
  return session?.tenant?.timezone ?? 'UTC';
}
