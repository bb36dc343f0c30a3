import { Refusal, type RefusalCode, refusalCodes } from '#core/base/refusal.ts';
import { LinkFailure } from './link.ts';

const isCode = (code: string): code is RefusalCode => (refusalCodes as readonly string[]).includes(code);

/** What the wire said, in the business's own words. @throws Refusal, or the error itself where it is a defect of ours */
export function refusalOf(error: unknown): never {
  if (!(error instanceof LinkFailure)) throw error;
  switch (error.kind) {
    case 'offline':
      throw new Refusal('unavailable');
    case 'busy':
      throw new Refusal(error.code === 'disk_full' ? 'disk_full' : 'rate_limited', {
        retryAfterSeconds: Math.ceil(error.retryAfterMs / 1000),
      });
    case 'signed_out':
      throw new Refusal('unauthorized', error.facts);
    case 'upgrade':
      throw new Refusal('upgrade_required', error.facts);
    case 'refused':
    case 'fault':
      throw new Refusal(isCode(error.code) ? error.code : 'internal_error', error.facts);
  }
}
