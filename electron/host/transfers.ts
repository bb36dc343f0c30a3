/**
 * The business's data as a file, on its way between a screen and the server: a megabyte at a time over the bridge, so that it goes
 * the same way under Electron and in the browser, can be counted and called off, and none of it is held here.
 */
import { z } from 'zod';
import { MINUTE } from '#core/base/time.ts';
import type { BridgeMethods, DataMethod } from '#core/engine/bridge.ts';
import type { Call } from './link.ts';
import type { Active } from './session.ts';

const Nothing = z.strictObject({}).prefault({});
const id = z
  .string()
  .max(80)
  .regex(/^[0-9a-z]+$/, 'expected the id of a job');
const kind = z.enum(['exports', 'restores']);

export const transferArguments = {
  'data.state': Nothing,
  'data.startExport': Nothing,
  'data.readPart': z.strictObject({ id, offset: z.int().min(0) }),
  'data.startUpload': z.strictObject({ bytes: z.int().min(1) }),
  'data.writePart': z.strictObject({ id, offset: z.int().min(0), base64: z.string().min(1) }),
  'data.inspect': z.strictObject({ id }),
  'data.restore': z.strictObject({ id, businessName: z.string().max(200) }),
  'data.job': z.strictObject({ kind, id }),
  'data.discard': z.strictObject({ kind, id }),
} satisfies Record<DataMethod, z.ZodType>;

type Arguments = { [M in DataMethod]: z.output<(typeof transferArguments)[M]> };

const PATH = '/v1/console/data';
/** a large business is counted, and a large file read, before the answer */
const PATIENCE = 2 * MINUTE;

const get = (path: string): Call => ({ method: 'GET', path: `${PATH}${path}` });
const post = (path: string, body: unknown = {}): Call => ({ method: 'POST', path: `${PATH}${path}`, body, timeoutMs: PATIENCE });

/** What each asks of the server. */
const calls: { [M in DataMethod]: (arg: Arguments[M]) => Call } = {
  'data.state': () => get(''),
  'data.startExport': () => post('/exports'),
  'data.readPart': (arg) => get(`/exports/${arg.id}/part?offset=${arg.offset}`),
  'data.startUpload': (arg) => post('/restores', arg),
  'data.writePart': ({ id: job, ...part }) => post(`/restores/${job}/part`, part),
  'data.inspect': (arg) => post(`/restores/${arg.id}/inspect`),
  'data.restore': ({ id: job, ...said }) => post(`/restores/${job}/run`, said),
  'data.job': (arg) => get(`/${arg.kind}/${arg.id}`),
  'data.discard': (arg) => post(`/${arg.kind}/${arg.id}/discard`),
};

type Methods = { [M in DataMethod]: (arg: Arguments[M]) => Promise<BridgeMethods[M]['value']> };

export function transferMethods(active: () => Active): Methods {
  const entries = Object.entries(calls).map(([method, callOf]) => [
    method,
    async (arg: never) => (await active().askServer(callOf(arg))) ?? null,
  ]);
  return Object.fromEntries(entries) as Methods;
}
