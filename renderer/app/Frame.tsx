import { Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { type FrameSlots, FrameSlotsContext } from '../components/frameSlots.ts';
import { useDrawerSearch } from './drawers.ts';
import classes from './Frame.module.css';
import { Help } from './Help.tsx';
import { Palette } from './Palette.tsx';
import { Rail } from './Rail.tsx';
import { SandboxBanner } from './SandboxBanner.tsx';
import { SignOutDialog } from './SignOutDialog.tsx';
import { TopBar } from './TopBar.tsx';
import { useFrameShortcuts } from './useFrameShortcuts.ts';

const bookingDrawer = async () => ({ default: (await import('../screens/bookings/BookingDrawer.tsx')).BookingDrawer });
const newBookingDrawer = async () => ({ default: (await import('../screens/bookings/NewBookingDrawer.tsx')).NewBookingDrawer });
const BookingDrawer = lazy(bookingDrawer);
const NewBookingDrawer = lazy(newBookingDrawer);

/** Fetched while nothing is asked of them: a walk-in doesn't wait for a file. One that is missed is asked for when it is opened. */
const fetchDrawers = () => void Promise.allSettled([bookingDrawer(), newBookingDrawer()]);

export function Frame() {
  const [slots, setSlots] = useState<FrameSlots>({ title: null, actions: null });
  const path = useRouterState({ select: (state) => state.location.pathname });
  const drawer = useDrawerSearch();
  useFrameShortcuts();
  useEffect(fetchDrawers, []);
  return (
    <FrameSlotsContext value={slots}>
      <div className={classes.frame}>
        <a className={classes.skip} href="#main" onClick={focusMain}>
          Skip to content
        </a>
        <SandboxBanner />
        <Rail path={path} />
        <TopBar onSlots={setSlots} />
        <main id="main" tabIndex={-1} className={classes.main}>
          <Suspense fallback={null}>
            <Outlet />
          </Suspense>
        </main>
        <Palette />
        <Help />
        <SignOutDialog />
        <Suspense fallback={null}>
          {drawer.booking !== undefined && <BookingDrawer key={drawer.booking} bookingId={drawer.booking} />}
          {drawer.new && <NewBookingDrawer wish={drawer} offeringId={drawer.offering} customerId={drawer.customer} />}
        </Suspense>
      </div>
    </FrameSlotsContext>
  );
}

/** The address behind the hash is the router's: the link must not change it. */
function focusMain(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
