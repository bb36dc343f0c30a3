import { bookings } from './list/bookings.ts';
import { catalogue } from './list/catalogue.ts';
import { desktop } from './list/desktop.ts';
import { money } from './list/money.ts';
import { outside } from './list/outside.ts';
import { places } from './list/places.ts';
import { server } from './list/server.ts';
import { storage } from './list/storage.ts';
import type { Mutant } from './mutant.ts';

export const mutants: readonly Mutant[] = [...storage, ...server, ...desktop, ...bookings, ...places, ...catalogue, ...money, ...outside];
