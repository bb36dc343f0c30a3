/** The server apart from listening: every door on one Fastify, so that tests can knock without a port. */
import compress from '@fastify/compress';
import cors from '@fastify/cors';
import Fastify, { LogController } from 'fastify';
import type { z } from 'zod';
import { Refusal } from '#core/base/refusal.ts';
import { issuesOf } from '#core/engine/engine.ts';
import { registerApi } from './doors/api/routes.ts';
import { registerCalendar } from './doors/calendar/feed.ts';
import { registerConsole } from './doors/console/routes.ts';
import { registerDocs } from './doors/docs/routes.ts';
import type { ZodApp } from './doors/http/app.ts';
import { closeGently } from './doors/http/closing.ts';
import { compression } from './doors/http/compression.ts';
import { guardsOf } from './doors/http/guards.ts';
import { acceptJson } from './doors/http/json.ts';
import { limitPages } from './doors/http/limits.ts';
import { serializeAnswers } from './doors/http/serialize.ts';
import { refuseUnknownQueries } from './doors/http/strict.ts';
import { registerManage } from './doors/manage/routes.ts';
import { registerDuePages } from './doors/pages/due.ts';
import { registerEmbed } from './doors/pages/embed.ts';
import { registerEvidence } from './doors/pages/evidence.ts';
import { registerHome } from './doors/pages/home.ts';
import { registerAccountPages } from './doors/pages/account.ts';
import { registerDisputePages } from './doors/pages/disputes.ts';
import { registerStorefrontPages } from './doors/pages/storefront.ts';
import { registerSeriesPages } from './doors/pages/series.ts';
import { registerTestPayment } from './doors/pages/testPayment.ts';
import { registerWaitlistPages } from './doors/pages/waitlist.ts';
import { registerPayments } from './doors/payments/stripe.ts';
import { registerStatus } from './doors/status.ts';
import { registerStorefront } from './doors/storefront/routes.ts';
import { liveHub } from './doors/sync/live.ts';
import { registerSync } from './doors/sync/routes.ts';
import { answerWith, errorBody, errorHandler, publicDetails } from './errors/answer.ts';
import type { ServerParts } from './parts.ts';
import { newRequestId } from './secrets/tokens.ts';

const JSON_LIMIT = 1024 * 1024;

export function buildApp(parts: ServerParts): ZodApp {
  const app = createFastify(parts);
  const guards = guardsOf(parts);
  const hub = liveHub(parts);
  refuseUnknownQueries(app);
  limitPages(app, parts);
  app.addHook('preClose', async () => hub.close());
  app.addHook('onClose', async () => hub.close());

  void app.register(compress, compression);
  registerDocs(app);
  const scope = (prefix: string, fill: (app: ZodApp) => void | Promise<void>): void =>
    void app.register(async (scoped: ZodApp) => fill(scoped), { prefix });
  const openScope = (prefix: string, fill: (app: ZodApp) => void): void =>
    scope(prefix, async (scoped) => {
      // Before the guards: a preflight carries no credential.
      await scoped.register(cors, crossOrigin);
      // The plugin's own catch-all has no place under a prefix; its hook has answered before this is reached.
      scoped.options('/*', { schema: { hide: true } }, (_request, reply) => reply.code(204).send());
      fill(scoped);
    });

  openScope('/v1/api', (scoped) => registerApi(scoped, { parts, guards }));
  openScope('/v1/manage', (scoped) => registerManage(scoped, { parts, guards }));
  openScope('/v1/storefront/:tenant', (scoped) => registerStorefront(scoped, parts));
  scope('/v1/sync', (scoped) => registerSync(scoped, { parts, guards, hub }));
  scope('/v1/payments', (scoped) => registerPayments(scoped, parts));
  scope('/v1/console', (scoped) => registerConsole(scoped, { parts, guards }));
  scope('/embed/v1', (scoped) => registerEmbed(scoped, parts));
  scope('/s', (scoped) => registerStorefrontPages(scoped, parts));
  scope('/pay/test', (scoped) => registerTestPayment(scoped, parts));
  scope('/s', (scoped) => {
    registerWaitlistPages(scoped, parts);
    registerSeriesPages(scoped, parts);
    registerAccountPages(scoped, parts);
    registerDisputePages(scoped, parts);
    registerDuePages(scoped, parts);
  });
  scope('', (scoped) => {
    registerHome(scoped, parts);
    registerStatus(scoped, parts);
    registerCalendar(scoped, parts);
    registerEvidence(scoped, parts);
  });
  return app;
}

/** Any page may call, none with the visitor's cookies: there are none. */
const crossOrigin = {
  origin: '*',
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-none-match', 'x-slotkeeper-sandbox', 'x-slotkeeper-device'],
  exposedHeaders: ['etag', 'idempotent-replayed', 'ratelimit', 'ratelimit-policy', 'retry-after', 'x-request-id'],
  maxAge: 86_400,
};

function createFastify({ logger, options }: ServerParts): ZodApp {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newRequestId,
    trustProxy: options.trustProxy,
    bodyLimit: JSON_LIMIT,
    // A body that comes a byte at a time holds a connection for no longer than this: 25 MiB of evidence take four minutes at 1 Mbit/s.
    requestTimeout: 300_000,
    http: { headersTimeout: 15_000 },
    forceCloseConnections: 'idle',
    // What comes while the server closes is refused in the words of every other refusal.
    return503OnClosing: false,
    // A slug of eighty letters of another script, each three bytes, in per cent.
    routerOptions: { maxParamLength: 800, ignoreTrailingSlash: true },
    schemaController: { compilersFactory: { buildValidator: noOtherCompiler, buildSerializer: noOtherCompiler } },
    frameworkErrors(error, request, reply) {
      void errorHandler(publicDetails)(error, request, reply as never);
    },
    clientErrorHandler(_error, socket) {
      // Not HTTP at all: there is no request to answer, only a socket to tell and to close.
      const body = JSON.stringify(errorBody(new Refusal('invalid_request'), { requestId: newRequestId(), detailsOf: publicDetails }));
      const head = `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
      if (socket.writable) socket.end(`${head}\r\n\r\n${body}`);
      else socket.destroy();
    },
  }) as unknown as ZodApp;
  acceptJson(app);
  app.setValidatorCompiler(({ schema }) => validate(schema as z.ZodType));
  app.setSerializerCompiler(serializeAnswers);
  app.setErrorHandler(errorHandler(publicDetails));
  app.setNotFoundHandler((request, reply) =>
    answerWith(reply, { refusal: new Refusal('not_found', { kind: 'route', method: request.method }), detailsOf: publicDetails }),
  );
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    // What is free or booked now is no answer for later; what may be kept says so itself.
    if (request.url.startsWith('/v1/')) reply.header('cache-control', 'no-store');
    done();
  });
  closeGently(app);
  if (logger.isLevelEnabled('debug'))
    app.addHook('onResponse', async (request, reply) => {
      const { method, id, routeOptions } = request;
      request.log.debug(
        { requestId: id, method, route: routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
        'answered',
      );
    });
  return app;
}

/** Named so that Fastify does not load its own two, which no zod schema is for: a hundred modules less at a start. */
function noOtherCompiler(): never {
  throw new Error('schemas here are compiled by zod');
}

const validate = (schema: z.ZodType) => (data: unknown) => {
  const parsed = schema.safeParse(data);
  if (parsed.success) return { value: parsed.data };
  return { error: new Refusal('invalid_request', { issues: issuesOf(parsed.error).map(({ path, expected }) => ({ path, expected })) }) };
};
