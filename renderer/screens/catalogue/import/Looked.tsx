import { Button, Group, Stack, Text, Tooltip } from '@mantine/core';
import type { ImportPreview } from '#core/engine/bridge.ts';
import { MoneyText } from '../../../components/MoneyText.tsx';
import { lengthText, typeLabel } from '../words.ts';
import { ChangeTable } from './ChangeTable.tsx';
import classes from './import.module.css';
import { importWords, many } from './importWords.ts';
import { ProblemTable } from './ProblemTable.tsx';

interface Props {
  preview: ImportPreview;
  name: string;
  offline: boolean;
  onImport: () => void;
  onRestart: () => void;
  onClose: () => void;
}

/** What is in the file: every problem, or what would come in. */
export function Looked({ preview, name, offline, onImport, onRestart, onClose }: Props) {
  const { rows, problemCount, created, changed, changes, changeCount } = preview;
  const isGood = problemCount === 0 && created + changed > 0;
  const isNothing = problemCount === 0 && rows > 0 && !isGood;
  return (
    <Stack gap="md">
      <Text size="sm" role="status">
        {isGood ? (
          <WhatComes preview={preview} name={name} />
        ) : isNothing ? (
          <>
            Nothing in {name} is new or different: {many(rows, 'offering is', 'offerings are')} so already.
          </>
        ) : rows === 0 && problemCount === 0 ? (
          <>{name} has headings, but no offerings below them. Fill in a row for each and choose it again.</>
        ) : (
          <>
            <b>{many(problemCount, 'problem')}</b> in {name}, so nothing was imported. Mend them in the file, save it, and choose it again.
          </>
        )}
      </Text>
      {preview.stale === true && (
        <p className={classes.fault} role="alert">
          The catalogue has changed since you looked, so nothing was written. This is what the file would do now.
        </p>
      )}
      {problemCount > 0 && <ProblemTable problems={preview.problems} count={problemCount} />}
      {isGood && changed > 0 && <ChangeTable changes={changes} count={changeCount} />}
      {isGood && created > 0 && <Sample preview={preview} />}
      <Group justify="flex-end" gap="sm">
        {isGood && (
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        )}
        <Button variant={isGood ? 'default' : 'filled'} onClick={onRestart} data-autofocus={!isGood || undefined}>
          {isGood ? 'Another file' : 'Choose again'}
        </Button>
        {isGood && (
          <Tooltip label="The server imports it: this works again when you are online." disabled={!offline}>
            <span>
              <Button onClick={onImport} disabled={offline} data-autofocus>
                {importWords(preview)}
              </Button>
            </span>
          </Tooltip>
        )}
      </Group>
    </Stack>
  );
}

function WhatComes({ preview: { created, changed, same }, name }: { preview: ImportPreview; name: string }) {
  const others = same > 0 && ` ${many(same, 'other is', 'others are')} so already.`;
  if (changed === 0)
    return (
      <>
        <b>{many(created, same > 0 ? 'new offering' : 'offering')}</b> in {name}, without a problem.{' '}
        {created === 1 ? 'It comes in as a draft.' : 'They come in as drafts.'}
        {others}
      </>
    );
  return (
    <>
      <b>{many(changed, 'offering changes', 'offerings change')}</b> by {name}
      {created > 0 && (
        <>
          , and {many(created, 'is', 'are')} new and {created === 1 ? 'comes in as a draft' : 'come in as drafts'}
        </>
      )}
      . What has no column stays as it is.
      {others}
    </>
  );
}

function Sample({ preview: { sample, created } }: { preview: ImportPreview }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by the keyboard, too
    <section className={classes.scroller} aria-label="What comes in" tabIndex={0}>
      <table className={classes.sample}>
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">Title</th>
            <th scope="col">Type</th>
            <th scope="col">Lasts</th>
            <th scope="col">Open</th>
            <th scope="col">Price</th>
          </tr>
        </thead>
        <tbody>
          {sample.map(({ row, title, productTypeKey, durationMinutes, days, basePriceCents, currency }) => (
            <tr key={row}>
              <td className="num">{row}</td>
              <td title={title}>{title}</td>
              <td>{typeLabel(productTypeKey).one}</td>
              <td className="num">{lengthText(durationMinutes)}</td>
              <td className="num">{days === 0 ? 'no hours' : days === 7 ? 'every day' : `${many(days, 'day')} a week`}</td>
              <td>
                <MoneyText cents={basePriceCents} currency={currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {created > sample.length && <p className={classes.more}>and {many(created - sample.length, 'more offering')}</p>}
    </section>
  );
}
