import { describe, expect, it } from 'vitest';
import { Refusal } from '#core/base/refusal.ts';
import { parseCommandLine, PlainError } from '#host/commandLine.ts';
import { failureOf } from '#host/link.ts';
import { contentPolicy } from '#host/policy.ts';
import { serverUrlOf } from '#host/serverUrl.ts';
import { backoffOf } from '#host/rhythm.ts';

const headers = (values: Record<string, string> = {}) => ({ headers: { get: (name: string) => values[name] ?? null } });
const ours = (error: string) => ({ error, message: '', details: {} });

describe('what an answer means to the sync', () => {
  it.each([
    [401, ours('unauthorized'), 'signed_out'],
    [426, ours('upgrade_required'), 'upgrade'],
    [429, ours('rate_limited'), 'busy'],
    [409, ours('sequence_gap'), 'refused'],
    [500, ours('internal_error'), 'fault'],
    [502, undefined, 'offline'],
    [504, undefined, 'offline'],
    [503, undefined, 'offline'],
  ])('%i is %s', (status, body, kind) => {
    expect(failureOf(status, body, headers()).kind).toBe(kind);
  });

  it('a stranger in the server’s place ends no session, whatever it answers', () => {
    for (const status of [401, 403, 404, 407, 426, 511])
      expect(failureOf(status, '<html>Sign in to the Wi-Fi</html>', headers()).kind).toBe('offline');
  });

  it('a server that asks for patience gets it, within reason', () => {
    expect(failureOf(503, undefined, headers({ 'retry-after': '7' }))).toMatchObject({ kind: 'busy', retryAfterMs: 7_000 });
    const byDate = { 'retry-after': 'Fri, 20 Nov 2026 09:00:30 GMT', date: 'Fri, 20 Nov 2026 09:00:00 GMT' };
    expect(failureOf(503, undefined, headers(byDate)).retryAfterMs).toBe(30_000);
    expect(failureOf(429, ours('rate_limited'), headers({ 'retry-after': '999999' })).retryAfterMs).toBe(600_000);
    expect(failureOf(429, ours('rate_limited'), headers({ 'retry-after': 'tomorrow' })).retryAfterMs).toBe(0);
  });
});

describe('the wait after a failure', () => {
  it('doubles up to a bound, and is never the same for all', () => {
    expect([1, 2, 3, 9].map((failures) => backoffOf(failures, 1))).toEqual([1_000, 2_000, 4_000, 15_000]);
    expect(backoffOf(3, 0)).toBe(2_000);
  });
});

describe('a server’s address', () => {
  it.each([
    ['slots.example.com', 'https://slots.example.com'],
    [' https://slots.example.com/ ', 'https://slots.example.com'],
    ['https://example.com/slots/', 'https://example.com/slots'],
    ['localhost:4600', 'http://localhost:4600'],
    ['http://192.168.1.5:4600/?x=1#y', 'http://192.168.1.5:4600'],
  ])('%s is %s', (text, url) => {
    expect(serverUrlOf(text)).toBe(url);
  });

  it.each(['', 'ftp://x', 'javascript:alert(1)', 'https://user:secret@example.com', 'https://', 'file:///etc'])('%s is none', (text) => {
    expect(() => serverUrlOf(text)).toThrow(Refusal);
  });
});

describe('the command line of the console', () => {
  const parse = (...args: string[]) => parseCommandLine(args, {});
  it.each([
    [['--port', '99999'], 'is not a port'],
    [['--port', 'abc'], 'is not a port'],
    [['--host', '0.0.0.0'], 'for this computer alone'],
    [['--pair', 'ABCD-EFGH'], 'needs the --server'],
    [['--bogus'], "Unknown option '--bogus'"],
    [['stray'], 'Unexpected argument'],
  ])('%j ends in one sentence and status 2', (args, sentence) => {
    expect(() => parse(...args)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(sentence) as string }) as PlainError,
    );
  });

  it('takes any free port for 0', () => {
    expect(parse('--port', '0', '--json')).toMatchObject({ port: 0, json: true, host: '127.0.0.1' });
  });
});

describe('the page’s policy', () => {
  it('frames the server that is signed in to, by its origin alone', () => {
    expect(contentPolicy({ connect: [], serverUrl: 'https://example.com/slots' })).toContain('frame-src https://example.com;');
    expect(contentPolicy({ connect: [], serverUrl: null })).toContain("frame-src 'none';");
  });

  it('runs no script but its own', () => {
    expect(contentPolicy({ connect: [], serverUrl: null })).toMatch(/^default-src 'none'; script-src 'self';/);
  });
});
