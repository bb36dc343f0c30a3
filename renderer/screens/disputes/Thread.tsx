import { Anchor } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Dispute, DisputeMessage, DisputeResolution, DisputeSide } from '#core/domains/disputes/model.ts';
import { TimeText } from '../../components/TimeText.tsx';
import { tipWhenCut } from '../../components/tip.ts';
import classes from './disputes.module.css';
import { decisionWords, sideWords, withdrawnWords } from './words.ts';

/** What was said from its beginning to its end: the customer's words on one side, the business's on the other. */
export function Thread({ dispute }: { dispute: Dispute }) {
  const { openedBy, openedByName, reason, createdAt, messages, resolution, status, currency, updatedAt, links } = dispute;
  const end = useNewestInSight(messages.length);
  return (
    <section aria-label="Conversation">
      <ol className={classes.thread}>
        <Said from={openedBy} author={openedByName} at={createdAt} text={reason} links={links} isFirst />
        {messages.map(({ id, createdAt: at, ...said }) => (
          <Said key={id} at={at} {...said} />
        ))}
        {resolution !== null && <Decision resolution={resolution} currency={currency} />}
        {status === 'WITHDRAWN' && (
          <li className={classes.ended}>
            {withdrawnWords(dispute)}{' '}
            <span className={classes.small}>
              <TimeText at={updatedAt} form="near" />
            </span>
          </li>
        )}
      </ol>
      <div ref={end} />
    </section>
  );
}

/** What comes while somebody looks is shown; what was there before is read from its beginning. */
function useNewestInSight(count: number) {
  const end = useRef<HTMLDivElement>(null);
  const seen = useRef(count);
  useEffect(() => {
    if (count > seen.current) end.current?.scrollIntoView({ block: 'nearest' });
    seen.current = count;
  }, [count]);
  return end;
}

interface SaidProps {
  from: DisputeSide;
  author: string;
  at: number;
  text: string;
  links: DisputeMessage['links'];
  isFirst?: boolean;
}

function Said({ from, author, at, text, links, isFirst = false }: SaidProps) {
  return (
    <li className={classes.said} data-from={from}>
      <div className={classes.by}>
        <span className={classes.author} dir="auto">
          {author || sideWords[from]}
        </span>
        <span className={classes.small}>
          {author !== '' && `${sideWords[from]} · `}
          {isFirst && 'opened it '}
          <TimeText at={at} form="near" />
        </span>
      </div>
      <p className={classes.text} dir="auto">
        {text}
      </p>
      {links.length > 0 && (
        <ul className={classes.links} aria-label="Links">
          {links.map(({ id, name, url }) => (
            <li key={id} className={classes.link}>
              <IconLink size={14} stroke={1.5} aria-hidden />
              <Anchor href={url} target="_blank" rel="noreferrer" className="truncate" dir="auto" {...tipWhenCut}>
                {name}
              </Anchor>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Decision({ resolution, currency }: { resolution: DisputeResolution; currency: string }) {
  const { note, by, at, outcome } = resolution;
  return (
    <li className={classes.decision} data-outcome={outcome}>
      <div className={`${classes.strong} num`}>{decisionWords(resolution, currency)}</div>
      <p className={classes.text} dir="auto">
        {note}
      </p>
      <div className={classes.small}>
        Decided by <span dir="auto">{by}</span> · <TimeText at={at} form="near" />
      </div>
    </li>
  );
}
