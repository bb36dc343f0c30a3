import { z } from 'zod';
import { staff } from '../../contracts/actor.ts';
import { defineQuery } from '../../contracts/query.ts';
import { mustLoadProfile } from './store.ts';

export const profile = defineQuery({
  name: 'tenants.profile',
  allow: { roles: staff, scope: 'read', customers: true },
  input: z.strictObject({}),
  run: ({ db }) => mustLoadProfile(db),
});
