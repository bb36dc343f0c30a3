import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildStale } from '#build/bundle.ts';
import { SCRATCH } from '../scratch.ts';
import { chromePath } from './chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** a folder that is removed after the last file: what a process keeps for all of its files goes there */
    kept: string;
  }
}

/** Once before all browser tests: two of them unpacking Chromium at once would fail with ETXTBSY. */
export default async function setup(project: TestProject): Promise<() => void> {
  await chromePath();
  await buildStale();
  const kept = mkdtempSync(join(SCRATCH, 'slotkeeper-kept-'));
  project.provide('kept', kept);
  return () => rmSync(kept, { recursive: true, force: true });
}
