/** A person who works here, as the server has them now, and how they sign in. */
import type { Role } from '#core/contracts/actor.ts';
import type { Outcome } from '#core/engine/engine.ts';
import { deviceToken, newDeviceSecret } from '#server/secrets/devices.ts';
import type { House } from './house.ts';
import type { Row } from './sight.ts';

export interface Standing {
  readonly id: string;
  readonly role: Role;
}

export interface Member {
  readonly name: string;
  readonly email: string;
  /** undefined while the server has no such member at work; who left and came back has another id */
  standing(): Promise<Standing | undefined>;
  /** @returns undefined where the server does not take them, or could not be asked */
  signIn(who: Standing, deviceName: string): Promise<{ deviceId: string; token: string } | undefined>;
  join(): Promise<Outcome | undefined>;
  setRole(who: Standing, role: Role): Promise<Outcome | undefined>;
  leave(who: Standing): Promise<Outcome | undefined>;
}

export interface MemberParts {
  readonly name: string;
  readonly role: Role;
  /** of the server, past everything that the product makes of it */
  rows(sql: string, ...values: string[]): Promise<Row[]>;
}

export function memberOf(house: House, { name, role, rows }: MemberParts): Member {
  const email = `${name}@example.com`;
  return {
    name,
    email,
    async standing() {
      const sql = 'select id, role from members where tenant_id = ? and email = ? and active = 1';
      const [found] = await rows(sql, house.tenantId, email);
      return found === undefined ? undefined : { id: String(found.id), role: found.role as Role };
    },
    async signIn({ id }, deviceName) {
      const { secret, tokenHash } = newDeviceSecret();
      const outcome = await house.run('members.registerDevice', { memberId: id, name: deviceName, tokenHash });
      if (outcome?.ok !== true) return undefined;
      const { deviceId } = outcome.value as { deviceId: string };
      return { deviceId, token: deviceToken({ tenantId: house.tenantId, deviceId, secret }) };
    },
    join: () => house.run('members.add', { name, email, role, passwordHash: null }),
    setRole: ({ id }, next) => house.run('members.update', { memberId: id, changes: { role: next } }),
    leave: ({ id }) => house.run('members.deactivate', { memberId: id }),
  };
}
