import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildStale } from './bundle.ts';
import { showConsole } from './desktop.ts';
import { failPlainly, PlainError, wrongUsage } from './plainly.ts';
import { type DemoReady, startDemoServer, stop } from './server.ts';
import { createSampleHost } from './sample/host.ts';

// `npm start`: a server with a demo business, the console, and a business's own page with the widget, until Ctrl-C.

const usage = `npm start -- [--port N] [--data DIR] [--no-open]

  --port N     the server's port (4600)
  --data DIR   where the demo business is kept (./data)
  --no-open    print the addresses only`;

function optionsFrom(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '4600' },
      data: { type: 'string', default: './data' },
      'no-open': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw wrongUsage(`--port takes a number from 0 to 65535, not "${values.port}".`);
  return { port, data: values.data, open: !values['no-open'], help: values.help };
}

async function main(): Promise<void> {
  const { port, data, open, help } = optionsFrom(process.argv.slice(2));
  if (help) return console.log(usage);
  await buildStale(['renderer', 'widget'], console.log);
  const asked = onceAsked();
  const server = await Promise.race([startDemoServer({ data, port: String(port) }), asked]);
  if (server === 'asked') return process.exit(130);
  const ended = once(server.process, 'exit').then(() => 'ended' as const);
  const sample = await listen(createSampleHost({ server: server.ready.url, tenant: tenantOf(server.ready) }), port === 0 ? 0 : port + 10);
  const shown = await showConsole({ url: server.ready.console, open }, ['--data', join(data, 'desktop'), '--server', server.ready.url]);
  console.log(summary(server.ready, { sample: addressOf(sample), shown: shown.how, log: server.log }));

  const why = await Promise.race([asked, ended]);
  sample.close();
  sample.closeAllConnections();
  await Promise.all([stop(server.process), shown.process && stop(shown.process)]);
  if (why === 'ended') throw new PlainError(`The server has stopped by itself: ${server.log} says why.`);
}

/** Ctrl-C, a polite kill, or the terminal going away. */
function onceAsked(): Promise<'asked'> {
  const signals = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => once(process, signal));
  return Promise.race(signals).then(() => 'asked' as const);
}

async function listen(server: Server, port: number): Promise<Server> {
  try {
    await once(server.listen(port > 65_535 ? 0 : port, '127.0.0.1'), 'listening');
  } catch {
    // Nobody has asked for this port by name: any other will do.
    await once(server.listen(0, '127.0.0.1'), 'listening');
  }
  return server;
}

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

/** The demo's storefront is /s/<subdomain>. */
function tenantOf({ storefront }: DemoReady): string {
  const tenant = new URL(storefront).pathname.split('/')[2];
  if (tenant === undefined) throw new Error(`No tenant in ${storefront}`);
  return tenant;
}

function summary(ready: DemoReady, { sample, shown, log }: { sample: string; shown: string; log: string }): string {
  const rows = [
    ['Console', ready.console ?? 'not started'],
    ['', shown],
    ['Sign in', `${ready.owner.email}  ${ready.owner.password}  (server ${ready.url})`],
    ['Storefront', ready.storefront],
    ['Sample site', `${sample}  (the widget on a page of its own origin)`],
    ['API docs', `${ready.url}/docs`],
    ['API key', ready.apiKey],
    ['Sandbox key', ready.testApiKey],
    ['Log', log],
  ];
  const lines = rows.map(([name = '', value]) => `  ${name.padEnd(13)}${value}`);
  return ['', 'Slotkeeper is running with a demo business.', '', ...lines, '', 'Ctrl-C stops it.', ''].join('\n');
}

main().catch(failPlainly);
