/** A whole server on a data folder of its own, as `npm run serve` makes it, in this process: it can be stopped and started again. */
import pino from 'pino';
import type { Clock } from '#core/base/ports.ts';
import type { Engine } from '#core/engine/engine.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { buildApp } from '#server/app.ts';
import { diskBlobs } from '#server/blobs/disk.ts';
import { type Business, openBusiness } from '#server/businesses.ts';
import type { ZodApp } from '#server/doors/http/app.ts';
import { memoryCounters } from '#server/limits.ts';
import { defaultOptions, type ServerParts } from '#server/parts.ts';
import { loadServerKey, openDatabase, prepareFolder } from '#server/start/dataFolder.ts';
import { cheapHash } from '../secrets.ts';

export interface FolderServer {
  readonly url: string;
  readonly port: number;
  readonly parts: ServerParts;
  readonly engine: Engine;
  readonly app: ZodApp;
  close(): Promise<void>;
}

export const PASSWORD = 'correct horse battery';

export async function folderServer(data: string, { port = 0, clock = { now: () => Date.now() } }: { port?: number; clock?: Clock } = {}) {
  prepareFolder(data);
  const database = await openDatabase(data);
  const engine: Engine = { database, registry: slotkeeperRegistry(), clock, side: 'server' };
  let url = '';
  const parts: ServerParts = {
    engine,
    serverKey: loadServerKey(data),
    publicUrl: () => url,
    logger: pino({ level: 'silent' }),
    options: defaultOptions,
    counters: memoryCounters(),
    blobs: diskBlobs(data),
  };
  const app = buildApp(parts);
  url = await app.listen({ host: '127.0.0.1', port });
  const server: FolderServer = {
    ...{ url, port: Number(new URL(url).port), parts, engine, app },
    async close() {
      await app.close();
      await database.close();
    },
  };
  return server;
}

export async function foundBusiness({ engine }: Pick<FolderServer, 'engine'>, name: string): Promise<Business & { email: string }> {
  const email = `owner@${name.toLowerCase().replaceAll(' ', '-')}.test`;
  const owner = { name: `Owner of ${name}`, email, passwordHash: await cheapHash(PASSWORD) };
  return { ...(await openBusiness(engine, { name, timezone: 'Europe/Berlin', displayCurrency: 'EUR', owner })), email };
}
