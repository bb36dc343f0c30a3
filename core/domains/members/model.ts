import { z } from 'zod';
import { roles, scopes, type Role, type Scope } from '../../contracts/actor.ts';
import { Email, Name } from '../../contracts/fields.ts';

export const RoleField = z.enum(roles);
export const ScopeField = z.enum(scopes);

export const MemberFields = z.strictObject({ name: Name(), email: Email, role: RoleField });

export interface Member {
  id: string;
  name: string;
  email: string;
  role: Role;
  active: boolean;
  createdAt: number;
}

export interface Device {
  id: string;
  memberId: string;
  memberName: string;
  name: string;
  createdAt: number;
  lastSeenAt: number;
  revokedAt: number | null;
}

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  createdAt: number;
  /** known to the server alone: null where the desktop answers */
  lastUsedAt: number | null;
  revokedAt: number | null;
}
