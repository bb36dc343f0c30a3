import type { Role } from '#core/contracts/actor.ts';
import { type Client, clientOf } from './clients.ts';
import { type Desktop, desktopOf } from './desktop.ts';
import type { House } from './house.ts';
import { type Member, memberOf } from './members.ts';
import { customersOf, programOf, type Public } from './public.ts';
import { newer, usual } from './registries.ts';
import { openShop, type Shop } from './shop.ts';
import type { Row } from './sight.ts';
import type { Stage } from './stage.ts';

/** Everybody in a run. */
export interface Cast {
  readonly house: House;
  readonly shop: Shop;
  readonly members: readonly Member[];
  readonly desktops: Desktop[];
  readonly clients: readonly Client[];
  readonly publics: readonly Public[];
  hire(member: Member, name: string): void;
  /** of the server, past everything that the product makes of it */
  rows(sql: string, ...values: string[]): Promise<Row[]>;
}

export interface CastParts {
  readonly stage: Stage;
  readonly house: House;
  readonly folder: string;
  rows(sql: string, ...values: string[]): Promise<Row[]>;
}

const people = [
  ['front', 'OWNER'],
  ['back', 'ADMIN'],
  ['kiosk', 'STAFF'],
] as const satisfies readonly (readonly [string, Role])[];

export async function castOf({ stage, house, folder, rows }: CastParts): Promise<Cast> {
  const shop = await openShop(house);
  const desktops: Desktop[] = [];
  const members: Member[] = [];
  const hire = (member: Member, name: string) =>
    void desktops.push(desktopOf({ stage, house, root: folder, name, member, registries: { usual, newer } }));
  for (const [name, role] of people) {
    const member = memberOf(house, { name, role, rows });
    const joined = await member.join();
    if (joined?.ok !== true) throw new Error(`${name} does not join: ${JSON.stringify(joined)}`);
    members.push(member);
    hire(member, name);
  }
  const program = clientOf({ stage, house, name: 'program' });
  const visitors = clientOf({ stage, house, name: 'visitors' });
  const publics = [programOf({ stage, shop, client: program }), customersOf({ stage, shop, client: visitors })];
  return { house, shop, members, desktops, clients: [program, visitors], publics, hire, rows };
}
