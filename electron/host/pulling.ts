/**
 * Fetches what is new, page by page, and hands it to the rebase whole. Pages that came before the line broke are not asked for
 * again. Where there is nothing to follow on (a new desktop, another history, another role, an app that knows more than the one
 * which fetched), everything is copied first, and the pages follow on the copy.
 */
import { z } from 'zod';
import type { Actor } from '#core/contracts/actor.ts';
import { Refusal } from '#core/base/refusal.ts';
import type { WriteDb } from '#core/data/database.ts';
import type { Engine } from '#core/engine/engine.ts';
import type { PullPage, PullQuery } from '#core/engine/pull.ts';
import { applyPull, newestMigration } from '#core/engine/rebase.ts';
import type { Fetching } from '#core/engine/tables.ts';
import { copyEverything, type CopyParts, isToGoOn, showCopy } from './copying.ts';
import { LinkFailure } from './link.ts';
import { countQueue, loadPosition, type SyncPosition } from './queue.ts';

export interface PullParts extends CopyParts {
  readonly engine: Engine;
  readonly actor: Actor;
  fetchPage(query: PullQuery): Promise<PullPage>;
  /** everything was replaced: what the server had forgotten waits to be sent again */
  onRenewed(): void;
  /** Tells the server that it has answered what was never sent from here. @throws LinkFailure always */
  tellCopied(): Promise<never>;
}

const Page = z.object({
  rev: z.int(),
  nonce: z.string(),
  more: z.boolean(),
  head: z.object({ rev: z.int(), nonce: z.string() }).optional(),
  lastSeq: z.int(),
  lastCommandId: z.string().nullish(),
  role: z.string(),
  total: z.int().nullable(),
  // thousands of rows, of a server that is trusted with them: what does not fit a column is refused by the database
  rows: z.record(z.string(), z.array(z.custom<object>((row) => typeof row === 'object' && row !== null))),
  removed: z.array(z.object({ table: z.string(), id: z.string() })),
  refused: z.array(
    z.object({ seq: z.int(), commandId: z.string(), name: z.string(), code: z.string(), facts: z.record(z.string(), z.json()) }),
  ),
});

/** @throws LinkFailure where this is not a page: something else answered in the server's place */
export function pageOf(answer: unknown): PullPage {
  const parsed = Page.safeParse(answer);
  if (!parsed.success) throw new LinkFailure('offline', { cause: parsed.error });
  return parsed.data as PullPage;
}

export interface Puller {
  /** @returns whether anything here changed */
  pull(): Promise<boolean>;
}

/** What the pages follow on. */
interface Base {
  readonly rev: number;
  readonly nonce: string;
  readonly role: string;
  /** of everything, not shown yet; null: the pages follow on what is shown */
  readonly copy: Fetching | null;
}

interface Known {
  readonly position: SyncPosition;
  readonly acknowledged: number;
}

/** Another history and a changed role each begin again from nothing, and may follow on one another. */
const MOST_RESTARTS = 2;

export function puller(parts: PullParts): Puller {
  let staged: { base: Base; pages: PullPage[] } | undefined;

  async function pull(): Promise<boolean> {
    const position = await loadPosition(parts);
    const { head } = await countQueue(parts);
    const known = { position, acknowledged: (head ?? position.nextSeq) - 1 };
    let isAfresh = false;
    for (let restarts = 0; restarts <= MOST_RESTARTS; restarts++) {
      const base = await baseOf(parts, { position, isAfresh });
      if (base === 'paused') return false;
      if (base !== 'stale') {
        if (staged === undefined || !isSame(staged.base, base)) staged = { base, pages: [] };
        // A server that has forgotten may have judged anew what it had answered before: all that it refused is asked for.
        const acknowledged = base.copy === null ? known.acknowledged : 0;
        if (await fetchAll(parts, { ...staged, acknowledged })) return finish({ ...staged, known });
      }
      staged = undefined;
      isAfresh = true;
    }
    throw new LinkFailure('fault', { code: 'history_unknown' });
  }

  async function finish({ base, pages, known }: { base: Base; pages: PullPage[]; known: Known }): Promise<boolean> {
    staged = undefined;
    if (base.copy === null && isNothingNew(pages, known)) return false;
    await apply(parts, { base, pages });
    parts.onProgress(null);
    if (base.copy?.isStaged === true) parts.onRenewed();
    return true;
  }

  return { pull };
}

const isSame = (a: Base, b: Base): boolean => a.rev === b.rev && a.nonce === b.nonce && (a.copy === null) === (b.copy === null);

/** @returns `stale` where what had been copied is worth nothing any more */
async function baseOf(
  parts: PullParts,
  { position, isAfresh }: { position: SyncPosition; isAfresh: boolean },
): Promise<Base | 'stale' | 'paused'> {
  const { serverRev: rev, nonce, member, fetching, lacksSince } = position;
  const knowsMore = lacksSince !== null && lacksSince !== newestMigration();
  const needsCopy = isAfresh || !position.complete || fetching !== null || knowsMore;
  if (!needsCopy) return { rev, nonce, role: member.role, copy: null };
  const copy = await goOnCopying(parts, !isAfresh && isToGoOn(fetching) ? fetching : null);
  return typeof copy === 'string' ? copy : { rev: copy.rev, nonce: copy.nonce, role: copy.role, copy };
}

async function goOnCopying(parts: PullParts, begun: Fetching | null): Promise<Fetching | 'stale' | 'paused'> {
  try {
    return await copyEverything(parts, begun);
  } catch (error) {
    if (isOfAnotherHistory(error) || (begun !== null && isRefused(error))) return 'stale';
    throw error;
  }
}

/** It would go on in a table that the member may see no more. */
const isRefused = (error: unknown): boolean => error instanceof LinkFailure && error.kind === 'refused';

const isOfAnotherHistory = (error: unknown): boolean => error instanceof LinkFailure && error.code === 'history_unknown';

interface Following {
  readonly base: Base;
  readonly pages: PullPage[];
  readonly acknowledged: number;
}

/** @returns false where the base is worth nothing and all must be fetched afresh */
async function fetchAll(parts: PullParts, { base, pages, acknowledged }: Following): Promise<boolean> {
  for (;;) {
    const last = pages.at(-1);
    if (last?.more === false) return true;
    const { rev, nonce } = last ?? base;
    const seen = last?.head ?? base.copy?.seen ?? { rev: 0, nonce: '' };
    const page = await fetchPage(parts, { since: rev, nonce, acknowledged, seen: seen.rev, seenNonce: seen.nonce });
    if (page === undefined || page.role !== base.role) return false;
    pages.push(page);
  }
}

async function fetchPage(parts: PullParts, query: PullQuery): Promise<PullPage | undefined> {
  try {
    return await parts.fetchPage(query);
  } catch (error) {
    if (isOfAnotherHistory(error)) return undefined;
    throw error;
  }
}

async function apply(parts: PullParts, { base: { copy }, pages }: { base: Base; pages: PullPage[] }): Promise<void> {
  const { engine, tenantId, actor, breathe } = parts;
  const renewal = copy && { renew: (db: WriteDb) => showCopy(parts, { db, copy }) };
  try {
    await applyPull(engine, { tenantId, actor, pages, breathe, replace: copy !== null, ...renewal });
  } catch (error) {
    if (error instanceof Refusal && error.code === 'device_copied') await parts.tellCopied();
    throw error;
  }
}

const rowsOf = (page: PullPage): number => Object.values(page.rows).reduce((sum, rows) => sum + rows.length, 0);

function isNothingNew(pages: readonly PullPage[], { position, acknowledged }: Known): boolean {
  const [page, ...others] = pages;
  return (
    page !== undefined &&
    others.length === 0 &&
    page.rev === position.serverRev &&
    page.nonce === position.nonce &&
    page.lastSeq <= acknowledged &&
    page.removed.length === 0 &&
    rowsOf(page) === 0
  );
}
