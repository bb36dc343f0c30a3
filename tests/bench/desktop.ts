/**
 * The console's host as it runs on a desk, without a window: signs in, tells when its first sync is through, and from then on
 * which bookings stand in its database, each when it can be asked for. Lines of JSON, instants in epoch milliseconds.
 */
import { join } from 'node:path';
import type { BridgeAnswer, BridgeEvent } from '#core/engine/bridge.ts';
import { openHost } from '#host/host.ts';
import { nodePlatform } from '#host/platform.ts';
import type { BridgePort } from '#host/ports.ts';
import { secretFile } from '#host/secrets.ts';

const [folder = '', serverUrl = '', email = '', password = ''] = process.argv.slice(2);
const now = (): number => performance.timeOrigin + performance.now();
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const answers = new Map<number, (answer: BridgeAnswer) => void>();
const known = new Set<string>();
let receive: (message: unknown) => void = () => {};
let asked = 0;
let isReady = false;

const port: BridgePort = {
  post: (message) => ('id' in message ? answers.get(message.id)?.(message) : hear(message)),
  onMessage: (listener) => void (receive = listener),
  onClose: () => {},
};

function call(method: string, arg: unknown): Promise<unknown> {
  const id = ++asked;
  return new Promise((resolve, reject) => {
    answers.set(id, (answer) => {
      answers.delete(id);
      if (answer.ok) resolve(answer.value);
      else reject(new Error(`${method}: ${answer.error.code}`));
    });
    receive({ id, method, arg });
  });
}

function hear(message: BridgeEvent): void {
  if (message.event === 'session' && message.payload.phase === 'ready' && !isReady) {
    isReady = true;
    say({ readyAt: now() });
    void newest();
  }
  if (message.event === 'changed' && isReady && message.payload.tables.includes('bookings')) void newest().then(tell);
}

async function newest(): Promise<string[]> {
  const page = (await call('ask', { name: 'bookings.page', input: { limit: 20 } })) as { data: { id: string }[] };
  const fresh = page.data.map(({ id }) => id).filter((id) => !known.has(id));
  for (const id of fresh) known.add(id);
  return fresh;
}

function tell(ids: readonly string[]): void {
  for (const id of ids) say({ stands: id, at: now() });
}

const host = await openHost({ folder, secrets: secretFile(join(folder, 'token')), platform: nodePlatform() });
host.connect(port);
process.once('SIGTERM', () => {
  void host.close().then(() => process.exit(0));
});
say({ begunAt: now() });
await call('session.signIn', { serverUrl, email, password, deviceName: 'Bench' });
