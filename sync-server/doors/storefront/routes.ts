/** `/v1/storefront/:tenant`: what a customer may see and do, without an account. */
import type { ServerParts } from '#server/parts.ts';
import type { ZodApp } from '../http/app.ts';
import { ownBookingRoutes } from './bookings.ts';
import { catalogueRoutes } from './catalogue.ts';
import { checkoutRoutes } from './checkout.ts';
import { ownDisputeRoutes } from './disputes.ts';
import { storefrontDoor } from './door.ts';
import { otherTimesRoutes } from './otherTimes.ts';
import { shopSeriesRoutes } from './series.ts';
import { signInRoutes } from './signIn.ts';
import { shopWaitlistRoutes } from './waitlist.ts';

export function registerStorefront(app: ZodApp, parts: ServerParts): void {
  const door = storefrontDoor(app, parts);
  catalogueRoutes(door);
  checkoutRoutes(door);
  shopSeriesRoutes(door);
  shopWaitlistRoutes(door);
  ownBookingRoutes(door);
  ownDisputeRoutes(door);
  otherTimesRoutes(door);
  signInRoutes(door);
}
