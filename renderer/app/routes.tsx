import { createHashHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { Frame } from './Frame.tsx';
import { LostScreen, NothingHere } from './Lost.tsx';
import { drawerSearch, parseSearch, stringifySearch } from './search.ts';

const root = createRootRoute({ component: Frame, validateSearch: drawerSearch, notFoundComponent: NothingHere });

/** A screen's own parameters pass through as text; it reads them with `useSearch({ strict: false })`. */
const asText = (search: Record<string, unknown>) => search as Record<string, string | undefined>;
const at = { getParentRoute: () => root, validateSearch: asText } as const;

const routeTree = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: () => {
      redirect({ to: '/today', replace: true, throw: true });
    },
  }),
  createRoute({ ...at, path: '/today', component: lazyRouteComponent(() => import('../screens/today/TodayScreen.tsx'), 'TodayScreen') }),
  createRoute({
    ...at,
    path: '/calendar',
    component: lazyRouteComponent(() => import('../screens/calendar/CalendarScreen.tsx'), 'CalendarScreen'),
  }),
  createRoute({
    ...at,
    path: '/bookings',
    component: lazyRouteComponent(() => import('../screens/bookings/BookingsScreen.tsx'), 'BookingsScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/bookings/$bookingId',
    beforeLoad: ({ params }) => {
      redirect({ to: '/bookings', search: { booking: params.bookingId }, replace: true, throw: true });
    },
  }),
  createRoute({
    ...at,
    path: '/waitlist',
    component: lazyRouteComponent(() => import('../screens/waitlist/WaitlistScreen.tsx'), 'WaitlistScreen'),
  }),
  createRoute({
    ...at,
    path: '/customers',
    component: lazyRouteComponent(() => import('../screens/customers/CustomersScreen.tsx'), 'CustomersScreen'),
  }),
  createRoute({ ...at, path: '/dues', component: lazyRouteComponent(() => import('../screens/dues/DuesScreen.tsx'), 'DuesScreen') }),
  createRoute({
    ...at,
    path: '/catalogue',
    component: lazyRouteComponent(() => import('../screens/catalogue/CatalogueScreen.tsx'), 'CatalogueScreen'),
  }),
  createRoute({
    ...at,
    path: '/catalogue/new',
    component: lazyRouteComponent(() => import('../screens/catalogue/OfferingEditor.tsx'), 'OfferingEditor'),
  }),
  createRoute({
    ...at,
    path: '/catalogue/$offeringId',
    component: lazyRouteComponent(() => import('../screens/catalogue/OfferingEditor.tsx'), 'OfferingEditor'),
  }),
  createRoute({
    ...at,
    path: '/availability',
    component: lazyRouteComponent(() => import('../screens/availability/AvailabilityScreen.tsx'), 'AvailabilityScreen'),
  }),
  createRoute({
    ...at,
    path: '/pricing',
    component: lazyRouteComponent(() => import('../screens/pricing/PricingScreen.tsx'), 'PricingScreen'),
  }),
  createRoute({
    ...at,
    path: '/coupons',
    component: lazyRouteComponent(() => import('../screens/coupons/CouponsScreen.tsx'), 'CouponsScreen'),
  }),
  createRoute({
    ...at,
    path: '/disputes',
    component: lazyRouteComponent(() => import('../screens/disputes/DisputesScreen.tsx'), 'DisputesScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/disputes/$disputeId',
    beforeLoad: ({ params }) => {
      redirect({ to: '/disputes', search: { id: params.disputeId }, replace: true, throw: true });
    },
  }),
  createRoute({
    ...at,
    path: '/integrations',
    component: lazyRouteComponent(() => import('../screens/integrations/IntegrationsScreen.tsx'), 'IntegrationsScreen'),
  }),
  createRoute({
    ...at,
    path: '/attention',
    component: lazyRouteComponent(() => import('../screens/attention/AttentionScreen.tsx'), 'AttentionScreen'),
  }),
  createRoute({
    ...at,
    path: '/settings',
    component: lazyRouteComponent(() => import('../screens/settings/SettingsScreen.tsx'), 'SettingsScreen'),
  }),
  createRoute({
    ...at,
    path: '/settings/mail',
    component: lazyRouteComponent(() => import('../screens/settings/mail/MailScreen.tsx'), 'MailScreen'),
  }),
]);

/** The address stands behind the hash: the console is one file, opened from a folder or from any host. */
export const router = createRouter({
  routeTree,
  history: createHashHistory(),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultErrorComponent: LostScreen,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
