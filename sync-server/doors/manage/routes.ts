/** `/v1/manage`: what a business sets up once. */
import type { ServerParts } from '#server/parts.ts';
import { apiDoor } from '../api/door.ts';
import type { ZodApp } from '../http/app.ts';
import type { Guards } from '../http/guards.ts';
import { deliveryRoutes, webhookRoutes } from './webhooks.ts';

export function registerManage(app: ZodApp, { parts, guards }: { parts: ServerParts; guards: Guards }): void {
  const door = apiDoor(app, { parts, guards });
  webhookRoutes(door);
  deliveryRoutes(door);
}
