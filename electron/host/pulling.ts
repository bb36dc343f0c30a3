/** Fetches what is new, page by page, and hands it to the rebase whole. Pages that came before the line broke are not asked for again. */
import { z } from 'zod';
import type { Actor } from '#core/contracts/actor.ts';
import type { Engine } from '#core/engine/engine.ts';
import type { PullPage } from '#core/engine/pull.ts';
import { applyPull } from '#core/engine/rebase.ts';
import { LinkFailure } from './link.ts';
import { countQueue, loadPosition, type Queue, type SyncPosition } from './queue.ts';

export interface PullParts extends Queue {
  readonly engine: Engine;
  readonly actor: Actor;
  fetchPage(query: { since: number; nonce: string; acknowledged: number }): Promise<PullPage>;
  onProgress(progress: { done: number; total: number } | null): void;
}

interface Staged {
  /** the pages are everything there is, and replace what is here */
  replace: boolean;
  pages: PullPage[];
}

const Page = z.object({
  rev: z.int(),
  nonce: z.string(),
  more: z.boolean(),
  lastSeq: z.int(),
  role: z.string(),
  total: z.int().nullable(),
  rows: z.record(z.string(), z.array(z.record(z.string(), z.json()))),
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

export function puller(parts: PullParts): Puller {
  let staged: Staged | undefined;

  async function pull(): Promise<boolean> {
    const position = await loadPosition(parts);
    const { head } = await countQueue(parts);
    const known = { position, acknowledged: (head ?? position.nextSeq) - 1 };
    staged ??= { replace: false, pages: [] };
    // Twice: a history that is not ours and a changed role each begin again from nothing, and may follow on one another.
    for (let restarts = 0; ; restarts++) {
      const isWhole = await fetchAll(parts, { staged, ...known });
      if (isWhole) break;
      if (restarts === 2) throw new LinkFailure('fault', { code: 'history_unknown' });
      staged = { replace: true, pages: [] };
    }
    const { pages, replace } = staged;
    staged = undefined;
    if (!replace && isNothingNew(pages, known)) return false;
    await applyPull(parts.engine, { tenantId: parts.tenantId, actor: parts.actor, pages, replace });
    parts.onProgress(null);
    return true;
  }

  return { pull };
}

interface Known {
  readonly position: SyncPosition;
  readonly acknowledged: number;
}

/** @returns false where the pages so far are worth nothing and all must be fetched afresh */
async function fetchAll(parts: PullParts, { staged, position, acknowledged }: Known & { staged: Staged }): Promise<boolean> {
  const isFirst = !position.complete || staged.replace;
  for (;;) {
    const last = staged.pages.at(-1);
    if (last?.more === false) return true;
    const from = last ?? (isFirst ? { rev: 0, nonce: '' } : { rev: position.serverRev, nonce: position.nonce });
    const page = await fetchPage(parts, { since: from.rev, nonce: from.nonce, acknowledged });
    if (page === undefined) return false;
    const role = staged.pages[0]?.role ?? (isFirst ? page.role : position.member.role);
    if (page.role !== role) return false;
    staged.pages.push(page);
    if (isFirst) parts.onProgress(progressOf(staged.pages));
  }
}

async function fetchPage(parts: PullParts, query: Parameters<PullParts['fetchPage']>[0]): Promise<PullPage | undefined> {
  try {
    return await parts.fetchPage(query);
  } catch (error) {
    if (error instanceof LinkFailure && error.code === 'history_unknown') return undefined;
    throw error;
  }
}

const rowsOf = (page: PullPage): number => Object.values(page.rows).reduce((sum, rows) => sum + rows.length, 0);

function progressOf(pages: readonly PullPage[]): { done: number; total: number } {
  const done = pages.reduce((sum, page) => sum + rowsOf(page), 0);
  return { done, total: Math.max(done, pages[0]?.total ?? 0) };
}

function isNothingNew(pages: readonly PullPage[], { position, acknowledged }: Known): boolean {
  const [page, ...others] = pages;
  return (
    page !== undefined &&
    others.length === 0 &&
    position.complete &&
    page.rev === position.serverRev &&
    page.nonce === position.nonce &&
    page.lastSeq <= acknowledged &&
    page.removed.length === 0 &&
    rowsOf(page) === 0
  );
}
