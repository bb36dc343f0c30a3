/** The house put together: every domain in the order of its rank. */
import * as availabilityExternal from '../domains/availability/commands/external.ts';
import * as availabilityCommands from '../domains/availability/commands/hours.ts';
import * as availabilityImport from '../domains/availability/commands/import.ts';
import * as externalQueries from '../domains/availability/queries/external.ts';
import * as freshnessQueries from '../domains/availability/queries/freshness.ts';
import * as availabilitySheet from '../domains/availability/queries/sheet.ts';
import * as availabilityQueries from '../domains/availability/queries/timetables.ts';
import * as availabilityReactions from '../domains/availability/reactions.ts';
import * as bookingChange from '../domains/bookings/commands/change.ts';
import * as bookingCreate from '../domains/bookings/commands/create.ts';
import * as bookingCustomers from '../domains/bookings/commands/customers.ts';
import * as bookingEvidence from '../domains/bookings/commands/evidence.ts';
import * as bookingMoves from '../domains/bookings/commands/moves.ts';
import * as bookingQueries from '../domains/bookings/queries/bookings.ts';
import * as bookingPayAgain from '../domains/bookings/commands/payAgain.ts';
import * as bookingReview from '../domains/bookings/commands/review.ts';
import * as bookingSeries from '../domains/bookings/commands/series.ts';
import * as bookingSeriesMove from '../domains/bookings/commands/seriesMove.ts';
import * as dueCommands from '../domains/bookings/commands/dues.ts';
import * as subscriptionCommands from '../domains/bookings/commands/subscriptions.ts';
import * as duplicateQueries from '../domains/bookings/queries/duplicates.ts';
import * as evidenceQueries from '../domains/bookings/queries/evidence.ts';
import * as impactQueries from '../domains/bookings/queries/impact.ts';
import * as peopleQueries from '../domains/bookings/queries/people.ts';
import * as bookingReactions from '../domains/bookings/reactions.ts';
import * as quotaQueries from '../domains/bookings/queries/quota.ts';
import * as riskQueries from '../domains/bookings/queries/risk.ts';
import * as seriesQueries from '../domains/bookings/queries/series.ts';
import * as seriesMoveQueries from '../domains/bookings/queries/seriesMove.ts';
import * as priceQueries from '../domains/bookings/queries/prices.ts';
import * as leadPriceQueries from '../domains/bookings/queries/leadPrices.ts';
import * as simulationQueries from '../domains/bookings/queries/simulations.ts';
import * as slotQueries from '../domains/bookings/queries/slots.ts';
import * as dueQueries from '../domains/bookings/queries/dues.ts';
import * as subscriptionQueries from '../domains/bookings/queries/subscriptions.ts';
import * as whyQueries from '../domains/bookings/queries/why.ts';
import * as calendarCommands from '../domains/calendar/commands.ts';
import * as calendarQueries from '../domains/calendar/queries.ts';
import * as calendarReactions from '../domains/calendar/reactions.ts';
import * as catalogCategories from '../domains/catalog/commands/categories.ts';
import * as catalogOfferings from '../domains/catalog/commands/offerings.ts';
import * as catalogPhotos from '../domains/catalog/commands/photos.ts';
import * as catalogTypes from '../domains/catalog/commands/productTypes.ts';
import * as catalogResources from '../domains/catalog/commands/resources.ts';
import * as catalogKinds from '../domains/catalog/queries/kinds.ts';
import * as catalogQueries from '../domains/catalog/queries/offerings.ts';
import * as customersCommands from '../domains/customers/commands.ts';
import * as customersQueries from '../domains/customers/queries.ts';
import * as disputesCommands from '../domains/disputes/commands.ts';
import * as disputesQueries from '../domains/disputes/queries.ts';
import * as membersCommands from '../domains/members/commands.ts';
import * as membersQueries from '../domains/members/queries.ts';
import * as notificationsCommands from '../domains/notifications/commands.ts';
import * as notificationsQueries from '../domains/notifications/queries.ts';
import * as notificationsReactions from '../domains/notifications/reactions.ts';
import * as paymentDesk from '../domains/payments/commands/desk.ts';
import * as paymentOutcomes from '../domains/payments/commands/outcomes.ts';
import * as paymentSettings from '../domains/payments/commands/settings.ts';
import * as paymentQueries from '../domains/payments/queries.ts';
import * as pricingCommands from '../domains/pricing/commands.ts';
import * as pricingQueries from '../domains/pricing/queries.ts';
import * as privacyErase from '../domains/privacy/commands/erase.ts';
import * as privacyExport from '../domains/privacy/queries/export.ts';
import * as promotionsCommands from '../domains/promotions/commands.ts';
import * as promotionsQueries from '../domains/promotions/queries.ts';
import * as tenantsCommands from '../domains/tenants/commands.ts';
import * as tenantsQueries from '../domains/tenants/queries.ts';
import * as waitlistCommands from '../domains/waitlist/commands.ts';
import * as waitlistQueries from '../domains/waitlist/queries.ts';
import * as webhooksCommands from '../domains/webhooks/commands.ts';
import * as webhooksQueries from '../domains/webhooks/queries.ts';
import * as webhooksReactions from '../domains/webhooks/reactions.ts';
import { forgetAnswers } from './erasure.ts';
import { type Registry, registryOf } from './registry.ts';

export function slotkeeperRegistry(): Registry {
  return registryOf([
    { commands: tenantsCommands, queries: tenantsQueries },
    { commands: membersCommands, queries: membersQueries },
    {
      commands: { ...catalogOfferings, ...catalogTypes, ...catalogCategories, ...catalogPhotos, ...catalogResources },
      queries: { ...catalogQueries, ...catalogKinds },
    },
    { commands: customersCommands, queries: customersQueries },
    {
      commands: { ...availabilityCommands, ...availabilityImport, ...availabilityExternal },
      queries: { ...availabilityQueries, ...availabilitySheet, ...externalQueries, ...freshnessQueries },
      reactions: availabilityReactions,
    },
    { commands: pricingCommands, queries: pricingQueries },
    { commands: { ...paymentDesk, ...paymentOutcomes, ...paymentSettings }, queries: paymentQueries },
    { commands: promotionsCommands, queries: promotionsQueries },
    {
      commands: {
        ...bookingCreate,
        ...bookingMoves,
        ...bookingChange,
        ...bookingCustomers,
        ...bookingEvidence,
        ...bookingPayAgain,
        ...bookingReview,
        ...bookingSeries,
        ...bookingSeriesMove,
        ...dueCommands,
        ...subscriptionCommands,
      },
      queries: {
        ...bookingQueries,
        ...duplicateQueries,
        ...evidenceQueries,
        ...impactQueries,
        ...peopleQueries,
        ...priceQueries,
        ...quotaQueries,
        ...riskQueries,
        ...seriesQueries,
        ...seriesMoveQueries,
        ...leadPriceQueries,
        ...simulationQueries,
        ...slotQueries,
        ...dueQueries,
        ...subscriptionQueries,
        ...whyQueries,
      },
      reactions: bookingReactions,
    },
    { commands: disputesCommands, queries: disputesQueries },
    { commands: waitlistCommands, queries: waitlistQueries },
    { commands: notificationsCommands, queries: notificationsQueries, reactions: notificationsReactions },
    { commands: webhooksCommands, queries: webhooksQueries, reactions: webhooksReactions },
    { commands: calendarCommands, queries: calendarQueries, reactions: calendarReactions },
    { commands: privacyErase, queries: privacyExport, reactions: { forgetAnswers } },
  ]);
}
