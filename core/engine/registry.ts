/** Every command, query and reaction by its name. Two of one name stop the start. */
import type { Command } from '../contracts/command.ts';
import type { Query } from '../contracts/query.ts';
import type { Reaction } from '../contracts/reaction.ts';

export interface Registry {
  readonly commands: ReadonlyMap<string, Command>;
  readonly queries: ReadonlyMap<string, Query>;
  /** in the order of the domains' ranks */
  readonly reactions: readonly Reaction[];
}

export interface Domain {
  readonly commands?: Readonly<Record<string, unknown>>;
  readonly queries?: Readonly<Record<string, unknown>>;
  readonly reactions?: Readonly<Record<string, unknown>>;
}

const isNamed = (value: unknown): value is { name: string; run: unknown } =>
  typeof value === 'object' && value !== null && 'name' in value && 'run' in value;

function byName<T extends { name: string }>(modules: readonly (Readonly<Record<string, unknown>> | undefined)[]): Map<string, T> {
  const found = new Map<string, T>();
  for (const module of modules)
    for (const value of Object.values(module ?? {})) {
      if (!isNamed(value)) continue;
      if (found.has(value.name)) throw new Error(`two of the name ${value.name} in the registry`);
      found.set(value.name, value as unknown as T);
    }
  return found;
}

export function registryOf(domains: readonly Domain[]): Registry {
  return {
    commands: byName<Command>(domains.map((domain) => domain.commands)),
    queries: byName<Query>(domains.map((domain) => domain.queries)),
    reactions: [...byName<Reaction>(domains.map((domain) => domain.reactions)).values()],
  };
}

const hearers = new WeakMap<readonly Reaction[], Map<string, readonly Reaction[]>>();

/** Those that hear of an event of this name. Looked for once a name: every booking tells three. */
export function reactionsTo({ reactions }: Registry, event: string): readonly Reaction[] {
  let known = hearers.get(reactions);
  if (known === undefined) hearers.set(reactions, (known = new Map()));
  let found = known.get(event);
  if (found === undefined) known.set(event, (found = reactions.filter(({ on }) => on.includes(event) || on.includes('*'))));
  return found;
}
