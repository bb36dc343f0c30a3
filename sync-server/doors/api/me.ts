import type { Profile } from '#core/domains/tenants/model.ts';
import { errorsOf } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { Me } from './shapes.ts';

export function meRoutes({ app, ask, callerOf }: ApiDoor): void {
  app.get(
    '/me',
    {
      config: { scope: 'read' },
      schema: { tags: ['Account'], summary: 'Who this key is', response: { 200: Me, ...errorsOf({ keyed: true }) } },
    },
    async (request) => {
      const { key, sandbox } = callerOf(request);
      const { id, name, subdomain, displayCurrency, timezone, brandColor, logoUrl, verified } = (await ask(
        request,
        'tenants.profile',
        {},
      )) as Profile;
      return {
        tenant: { id, name, subdomain, displayCurrency, timezone, branding: { color: brandColor, logoUrl }, verified },
        scopes: [...key.scopes],
        keyId: key.keyId,
        sandbox,
      };
    },
  );
}
