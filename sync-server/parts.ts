import type pino from 'pino';
import type { Engine } from '#core/engine/engine.ts';
import type { Blobs } from './blobs/port.ts';
import type { NightlyBackups } from './backup/nightly.ts';
import type { Counters, Limits } from './limits.ts';
import { defaultLimits } from './limits.ts';
import type { StripeKeys } from './payments/keys.ts';

export interface ServerOptions {
  /** webhooks may go to private and loopback addresses */
  readonly allowPrivateWebhooks: boolean;
  /** anybody may open a business on this server */
  readonly openSignup: boolean;
  /** whose `X-Forwarded-For` is believed: as Fastify's option of that name */
  readonly trustProxy: boolean | string;
  readonly limits: Limits;
  readonly demo: boolean;
  /** `smtp://…`; null: mail stays in its outbox */
  readonly smtpUrl: string | null;
  readonly mailFrom: string | null;
  /** null: this server takes no cards */
  readonly stripe: StripeKeys | null;
}

export const defaultOptions: ServerOptions = {
  allowPrivateWebhooks: false,
  openSignup: false,
  trustProxy: false,
  limits: defaultLimits,
  demo: false,
  smtpUrl: null,
  mailFrom: null,
  stripe: null,
};

/** What every door and worker is given: nothing here is global. */
export interface ServerParts {
  readonly engine: Engine;
  /** 32 random bytes that sign manage links and calendar feeds */
  readonly serverKey: Buffer;
  /** where people reach this server, without a slash at its end */
  publicUrl(): string;
  readonly logger: pino.Logger;
  readonly options: ServerOptions;
  readonly counters: Counters;
  /** the server's data folder, where it may put files; absent where it was put together without one */
  readonly folder?: string;
  /** where files of evidence are kept; absent where it was put together without such a place */
  readonly blobs?: Blobs;
  /** the server's own backups; absent where it was put together without them */
  readonly backups?: NightlyBackups;
}
