import { z } from 'zod';
import { isoOf, MINUTE } from '#core/base/time.ts';
import { MOST_AHEAD_MS, type SandboxClock } from '#core/domains/tenants/model.ts';
import { catchUp } from '#server/sandbox/catchUp.ts';
import { refill } from '#server/sandbox/refill.ts';
import { errorsOf, InstantIn, InstantOut, NoAnswer, NoBody } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';

const tags = ['Sandbox'];

const Clock = z
  .strictObject({
    now: InstantOut.meta({ description: 'By which everything in the sandbox goes' }),
    aheadMinutes: z.number().meta({ description: 'How far it is ahead of the real time' }),
    sandbox: z.literal(true),
  })
  .meta({ id: 'SandboxClock' });

const MoveBody = z
  .strictObject({
    advanceMinutes: z
      .int()
      .min(1)
      .max(MOST_AHEAD_MS / MINUTE)
      .meta({ description: 'By so many minutes' }),
    to: InstantIn.meta({ description: 'To an instant after the sandbox’s now, at most two years ahead of the real time' }),
    reset: z.literal(true, 'expected true').meta({ description: 'Back to the real time; what happened stays' }),
  })
  .partial()
  .refine((move) => Object.values(move).filter((value) => value !== undefined).length === 1, 'expected advanceMinutes, to or reset')
  .meta({ id: 'SandboxClockMove', examples: [{ advanceMinutes: 60 }] });

const clockAnswer = ({ now, aheadMs }: SandboxClock) => ({
  ...{ now: isoOf(now), aheadMinutes: aheadMs / MINUTE, sandbox: true as const },
});

export function sandboxRoutes({ app, parts, ask, change, callerOf }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'What time it is in the sandbox' },
    description: 'Refused as `forbidden` outside of the sandbox.',
    response: { 200: Clock, ...errorsOf({ keyed: true }) },
  };
  app.get('/sandbox/clock', { config: { scope: 'read' }, schema }, async (request) =>
    clockAnswer((await ask(request, 'tenants.clock', {})) as SandboxClock),
  );
  const moveSchema = {
    ...{ tags, summary: 'Move the sandbox’s clock', body: MoveBody },
    description:
      'Forward, or back to the real time. What falls due is done before the answer: visits end, holds and unpaid bookings expire, payments come, deliveries are tried again. Refused as `forbidden` outside of the sandbox.',
    response: { 200: Clock, ...errorsOf({ keyed: true, changes: true }) },
  };
  app.post('/sandbox/clock', { config: { scope: 'write' }, schema: moveSchema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'tenants.moveClock', input: said(request.body) })],
      answer: async (_read, [moved]) => clockAnswer(moved as unknown as SandboxClock),
      settle: ([moved]) => catchUp(parts, { tenantId: callerOf(request).tenantId, byMs: (moved as unknown as { byMs: number }).byMs }),
    }),
  );
  const resetSchema = {
    ...{ tags, summary: 'Empty the sandbox, and copy the catalogue of the business into it', body: NoBody },
    description:
      'Offerings, categories, product types, photos, resources, hours, days off, price rules, coupons and settings are copied as they are now, under the same ids; bookings, customers, payments and whatever else was tried are gone. Keys, webhooks, feeds and the clock stay. Refused as `forbidden` outside of the sandbox.',
    response: { 204: NoAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.post('/sandbox/reset', { config: { scope: 'write' }, schema: resetSchema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'tenants.resetSandbox', input: {} })],
      status: 204,
      beside: refill,
      answer: async () => undefined,
    }),
  );
}
