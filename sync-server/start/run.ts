/** From a command line to a server that listens, and back: every way to fail at the start ends in one sentence. */
import pino from 'pino';
import type { Engine } from '#core/engine/engine.ts';
import { slotkeeperRegistry } from '#core/engine/world.ts';
import { buildApp } from '../app.ts';
import { completeBusinesses } from '../businesses.ts';
import { openBlobs } from '../blobs/open.ts';
import { backedUpBy, nightlyBackups } from '../backup/nightly.ts';
import type { ZodApp } from '../doors/http/app.ts';
import { memoryCounters } from '../limits.ts';
import type { ServerParts } from '../parts.ts';
import { stripeKeysOf } from '../payments/keys.ts';
import { startWorkers, type Workers } from '../workers/start.ts';
import { type CommandLine, parseCommandLine, USAGE } from './commandLine.ts';
import { loadLimits, loadServerKey, openDatabase, prepareFolder } from './dataFolder.ts';
import type { Demo } from './demo.ts';
import { codeOf, PlainError } from './plainly.ts';
import { setQuotas } from './quotas.ts';

export async function main(args: readonly string[]): Promise<void> {
  try {
    const commandLine = parseCommandLine(args);
    if (commandLine === null) process.stdout.write(`${USAGE}\n`);
    else await serve(commandLine);
  } catch (error) {
    if (!(error instanceof PlainError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode);
  }
}

async function serve(commandLine: CommandLine): Promise<void> {
  const logger = pino({ level: commandLine.logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
  // Customers' addresses and signing secrets: what this program writes, its own user alone reads.
  process.umask(0o077);
  prepareFolder(commandLine.data);
  const { parts, setUrl } = await partsOf(commandLine, logger);
  await completeBusinesses(parts.engine);
  await setQuotas(parts.engine, commandLine.quotas);
  const app = buildApp(parts);
  const url = await listen(app, commandLine);
  setUrl(commandLine.publicUrl ?? url);
  const workers = startedAfterAWhile(() => startWorkers(parts));
  let demo: Demo | undefined;
  onceAsked(logger, async () => {
    await demo?.stop();
    await app.close();
    await workers.stop();
    await parts.engine.database.close();
  });
  if (commandLine.demo) {
    // A server without a demo need not load one.
    const { startDemo } = await import('./demo.ts');
    demo = await startDemo(parts, { data: commandLine.data, url });
  }
  process.stdout.write(`${JSON.stringify({ url: parts.publicUrl(), ...demo?.said })}\n`);
  logger.info({ url, data: commandLine.data }, 'listening');
}

const WORKERS_AFTER_MS = 100;

/** Whoever waited for the server to listen is answered first: the first passes of all workers take as long as that. */
function startedAfterAWhile(start: () => Workers): Workers {
  let workers: Workers | undefined;
  const due = setTimeout(() => (workers = start()), WORKERS_AFTER_MS);
  return {
    async stop() {
      clearTimeout(due);
      await workers?.stop();
    },
  };
}

async function partsOf(commandLine: CommandLine, logger: pino.Logger): Promise<{ parts: ServerParts; setUrl(url: string): void }> {
  const { data, demo, openSignup, allowPrivateWebhooks, trustProxy, smtpUrl, mailFrom, keepBackups } = commandLine;
  const limits = await loadLimits(commandLine.limits);
  const serverKey = loadServerKey(data, process.env);
  const database = await openDatabase(data, { env: process.env, logger });
  const engine: Engine = { database, registry: slotkeeperRegistry(), clock: { now: () => Date.now() }, side: 'server' };
  let publicUrl = '';
  const stripe = stripeKeysOf(process.env);
  const options = { demo, openSignup, allowPrivateWebhooks, trustProxy, smtpUrl, mailFrom, limits, stripe };
  const by = backedUpBy(commandLine, process.env);
  const backups = nightlyBackups({ data, by, keepDays: keepBackups, serverKey, clock: engine.clock, logger });
  const blobs = openBlobs(data, process.env);
  const parts = {
    blobs,
    engine,
    serverKey,
    publicUrl: () => publicUrl,
    logger,
    options,
    counters: memoryCounters(),
    folder: data,
    backups,
  };
  return { parts, setUrl: (url) => void (publicUrl = url) };
}

/** @returns the address under which this machine reaches it */
async function listen(app: ZodApp, { host, port }: CommandLine): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const problems: Record<string, string> = {
      EADDRINUSE: `Port ${port} of ${host} is taken: name another with --port.`,
      EACCES: `Port ${port} needs rights that this program does not have: name another with --port.`,
      EADDRNOTAVAIL: `${host} is no address of this computer: name another with --host.`,
      ENOTFOUND: `${host} is no name that this computer knows: name another with --host.`,
    };
    const sentence = problems[codeOf(error)];
    throw sentence === undefined ? error : new PlainError(sentence, { cause: error });
  }
  const address = app.server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${bound}`;
}

/** SIGTERM and SIGINT: what is in flight is finished, then the database closed. A second signal does not wait. */
function onceAsked(logger: pino.Logger, close: () => Promise<void>): void {
  let isClosing = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isClosing) process.exit(signal === 'SIGINT' ? 130 : 143);
    isClosing = true;
    logger.info({ signal }, 'closing');
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'closing failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
