import type { TestProject } from 'vitest/node';
import { launchPostgres } from './launch.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** One server for all files of the project: the one that `SLOTKEEPER_TEST_DATABASE` names, or one of our own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const named = process.env['SLOTKEEPER_TEST_DATABASE'] ?? '';
  const { url, stop } = named.startsWith('postgres') ? { url: named, stop: async () => {} } : await launchPostgres();
  project.provide('postgresUrl', url);
  return stop;
}
