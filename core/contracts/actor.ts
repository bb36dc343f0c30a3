export const roles = ['OWNER', 'ADMIN', 'STAFF', 'CLIENT'] as const;
export type Role = (typeof roles)[number];

export const scopes = ['read', 'write', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** Who asks. `name` is what the history shows. */
export type Actor =
  | { readonly kind: 'member'; readonly id: string; readonly role: Role; readonly name: string; readonly deviceId?: string }
  | { readonly kind: 'key'; readonly id: string; readonly scopes: readonly Scope[]; readonly name: string }
  /** on the public door; `bookingId`, `waitlistId` or `orderId` where a signed link proved that one to be theirs */
  | {
      readonly kind: 'customer';
      readonly id: string;
      readonly name: string;
      readonly bookingId?: string;
      readonly waitlistId?: string;
      readonly orderId?: string;
    }
  | { readonly kind: 'system'; readonly id: string; readonly name: string };

/** Who may: members of these roles, keys of this scope, customers where it says so. The system always may. */
export interface Allowance {
  readonly roles: readonly Role[];
  /** absent: no key may */
  readonly scope?: Scope;
  /** true: the public door too */
  readonly customers?: boolean;
}

export function isAllowed(actor: Actor, allow: Allowance): boolean {
  switch (actor.kind) {
    case 'system':
      return true;
    case 'member':
      return allow.roles.includes(actor.role);
    case 'key':
      return allow.scope !== undefined && (actor.scopes.includes(allow.scope) || actor.scopes.includes('admin'));
    case 'customer':
      return allow.customers === true;
  }
}

export const staff: readonly Role[] = ['OWNER', 'ADMIN', 'STAFF'];
export const managers: readonly Role[] = ['OWNER', 'ADMIN'];
