import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { isPublicAddress } from '#server/outbound/addresses.ts';
import { guardedDispatcher } from '#server/outbound/dispatcher.ts';
import { checkOutboundUrl, OutboundRefusal, type OutboundRules } from '#server/outbound/guard.ts';
import { post } from '#server/outbound/post.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listening(listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(() => new Promise((done) => server.close(done)));
  return { server, port: (server.address() as AddressInfo).port };
}

function send(url: string, rules: OutboundRules, signal = new AbortController().signal) {
  const dispatcher = guardedDispatcher(rules);
  closing.push(() => dispatcher.destroy());
  return post({ ...rules, dispatcher }, { url, headers: { 'content-type': 'application/json' }, body: '{}', signal });
}

const v4 = (...addresses: string[]) => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('which addresses are the open internet', () => {
  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::FFFF:10.0.0.1',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '64:ff9b::10.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    '5f00::1',
    'not an address',
    '',
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each([
    '1.1.1.1',
    '93.184.216.34',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450:4001::5',
    '::ffff:1.1.1.1',
    '64:ff9b::1.1.1.1',
  ])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('an address is registered', () => {
  const rules = { allowPrivate: false, resolve: async () => v4('93.184.216.34') };

  test.each([
    ['not a url', 'not_a_url'],
    ['file:///etc/passwd', 'scheme'],
    ['gopher://example.com/', 'scheme'],
    ['https://user:secret@example.com/', 'credentials'],
    ['http://127.0.0.1/', 'private_address'],
    ['http://2130706433/', 'private_address'],
    ['http://0x7f.1/', 'private_address'],
    ['http://0177.0.0.1/', 'private_address'],
    ['http://127.1/', 'private_address'],
    ['http://127.0.0.1./', 'private_address'],
    ['http://[::1]:8080/', 'private_address'],
    ['http://[::ffff:169.254.169.254]/latest/meta-data', 'private_address'],
    ['http://169.254.169.254/latest/meta-data', 'private_address'],
    ['http://localhost:3000/', 'private_address'],
    ['http://LOCALHOST./', 'private_address'],
    ['http://db.localhost/', 'private_address'],
    ['http://printer.local/', 'private_address'],
    ['http://metadata.google.internal/', 'private_address'],
    ['http://①②⑦.0.0.1/', 'private_address'],
  ])('%s is refused: %s', async (url, problem) => {
    expect(await checkOutboundUrl(url, rules)).toBe(problem);
  });

  test('a name is judged by every address it has', async () => {
    const at = (...addresses: string[]) =>
      checkOutboundUrl('https://hooks.example/', { allowPrivate: false, resolve: async () => v4(...addresses) });
    expect(await at('93.184.216.34', '2606:4700::1111')).toBe(null);
    expect(await at('93.184.216.34', '10.0.0.5')).toBe('private_address');
    expect(await at('::1')).toBe('private_address');
  });

  test('a name that does not resolve yet passes, because connecting checks again', async () => {
    const resolve = () => Promise.reject(new Error('ENOTFOUND'));
    expect(await checkOutboundUrl('https://hooks.example/', { allowPrivate: false, resolve })).toBe(null);
  });

  test('a server that was started for its own network takes private addresses, but still neither files nor credentials', async () => {
    expect(await checkOutboundUrl('http://127.0.0.1:9/', { allowPrivate: true })).toBe(null);
    expect(await checkOutboundUrl('file:///etc/passwd', { allowPrivate: true })).toBe('scheme');
    expect(await checkOutboundUrl('http://a:b@127.0.0.1:9/', { allowPrivate: true })).toBe('credentials');
  });
});

describe('an attack at the moment of connecting', () => {
  test('a name that has moved to a private address since it was registered reaches nobody', async () => {
    let reached = 0;
    const { port } = await listening((_request, answer) => {
      reached += 1;
      answer.end();
    });
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1'])
      await expect(send(`http://hooks.example:${port}/`, { allowPrivate: false, resolve: async () => v4(address) })).rejects.toThrow(
        'private_address',
      );
    await expect(send(`http://127.0.0.1:${port}/`, { allowPrivate: false })).rejects.toBeInstanceOf(OutboundRefusal);
    await expect(send(`http://2130706433:${port}/`, { allowPrivate: false })).rejects.toBeInstanceOf(OutboundRefusal);
    expect(reached).toBe(0);
  });

  test('a name that answers publicly first and privately a moment later is asked once', async () => {
    let reached = 0;
    let asked = 0;
    const { port } = await listening(() => void (reached += 1));
    const stop = new AbortController();
    const resolve = async () => {
      asked += 1;
      // The connection to a stranger is of no interest: once the answer is given, the request is called off.
      setImmediate(() => stop.abort(new Error('seen enough')));
      return v4(asked === 1 ? '93.184.216.34' : '127.0.0.1');
    };
    await expect(send(`http://hooks.example:${port}/`, { allowPrivate: false, resolve }, stop.signal)).rejects.toThrow(
      /93\.184\.216\.34|seen enough/,
    );
    expect({ asked, reached }).toEqual({ asked: 1, reached: 0 });
  });

  test('a redirect is an answer, not a direction', async () => {
    const seen: string[] = [];
    const { port } = await listening((request, answer) => {
      seen.push(request.url ?? '');
      answer.writeHead(302, { location: '/inside' }).end('moved');
    });
    expect(await send(`http://127.0.0.1:${port}/hook`, { allowPrivate: true })).toEqual({ status: 302, snippet: 'moved' });
    expect(seen).toEqual(['/hook']);
  });

  test('an answer without end is read for its first KiB', async () => {
    const { port } = await listening((_request, answer) => {
      answer.writeHead(200);
      const more = () => {
        while (!answer.destroyed && answer.write('x'.repeat(4_096)));
      };
      answer.on('drain', more);
      more();
    });
    const answer = await send(`http://127.0.0.1:${port}/`, { allowPrivate: true });
    expect(answer).toEqual({ status: 200, snippet: 'x'.repeat(1_024) });
  });
});
