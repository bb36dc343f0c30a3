/** `/v1/console`: devices of members. Refusals carry the core's facts as they are. */
import { errorHandler, plainFacts } from '#server/errors/answer.ts';
import type { ServerParts } from '#server/parts.ts';
import type { ZodApp } from '../http/app.ts';
import { callerSlot } from '../http/callers.ts';
import type { DeviceCaller, Guards } from '../http/guards.ts';
import { limited } from '../http/limits.ts';
import { mustSpeakOurProtocol } from '../sync/protocol.ts';
import { commandRoutes } from './commands.ts';
import { dataRoutes } from './data.ts';
import { evidenceRoutes } from './evidence.ts';
import { importRoutes } from './import.ts';
import { sandboxRoutes } from './sandbox.ts';
import { entryRoutes, sessionRoutes } from './sessions.ts';

export async function registerConsole(app: ZodApp, { parts, guards }: { parts: ServerParts; guards: Guards }): Promise<void> {
  app.setErrorHandler(errorHandler(plainFacts));
  app.addHook('onRequest', async (request) => mustSpeakOurProtocol(request));
  entryRoutes(app, parts);
  await app.register(async (signedIn: ZodApp) => dataRoutes(signedIn, { parts, guards }));
  await app.register(async (signedIn: ZodApp) => {
    const callers = callerSlot<DeviceCaller>();
    signedIn.addHook('onRequest', async (request, reply) => {
      const caller = await guards.device(request, reply);
      await limited(parts, { reply, name: 'requests', who: caller.device.deviceId, limit: parts.options.limits.requestsPerKey });
      callers.set(request, caller);
    });
    sessionRoutes(signedIn, { parts, callerOf: callers.of });
    commandRoutes(signedIn, { parts, callerOf: callers.of });
    importRoutes(signedIn, { parts, callerOf: callers.of });
    evidenceRoutes(signedIn, { parts, callerOf: callers.of });
    sandboxRoutes(signedIn, { parts, callerOf: callers.of });
  });
}
