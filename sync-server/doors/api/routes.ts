/** `/v1/api`: everything a program may do with a key of the business. */
import type { Guards } from '../http/guards.ts';
import type { ZodApp } from '../http/app.ts';
import type { ServerParts } from '#server/parts.ts';
import { availabilityRoutes } from './availability.ts';
import { bookingMoveRoutes } from './bookingMoves.ts';
import { bookingRoutes } from './bookings.ts';
import { categoryRoutes } from './categories.ts';
import { couponRoutes } from './coupons.ts';
import { customerRoutes } from './customers.ts';
import { apiDoor } from './door.ts';
import { eventRoutes } from './events.ts';
import { externalCalendarRoutes } from './externalCalendars.ts';
import { meRoutes } from './me.ts';
import { offeringRoutes } from './offerings.ts';
import { orderRoutes } from './orders.ts';
import { photoRoutes } from './photos.ts';
import { priceRuleRoutes } from './priceRules.ts';
import { productTypeRoutes } from './productTypes.ts';
import { quoteRoutes } from './quote.ts';
import { resourceRoutes } from './resources.ts';
import { scheduleRoutes } from './schedules.ts';
import { seriesRoutes } from './series.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { waitlistRoutes } from './waitlist.ts';

export function registerApi(app: ZodApp, { parts, guards }: { parts: ServerParts; guards: Guards }): void {
  const door = apiDoor(app, { parts, guards });
  meRoutes(door);
  offeringRoutes(door);
  productTypeRoutes(door);
  categoryRoutes(door);
  photoRoutes(door);
  scheduleRoutes(door);
  resourceRoutes(door);
  availabilityRoutes(door);
  externalCalendarRoutes(door);
  quoteRoutes(door);
  priceRuleRoutes(door);
  subscriptionRoutes(door);
  bookingRoutes(door);
  bookingMoveRoutes(door);
  orderRoutes(door);
  seriesRoutes(door);
  waitlistRoutes(door);
  customerRoutes(door);
  couponRoutes(door);
  eventRoutes(door);
}
