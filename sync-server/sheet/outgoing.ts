import type { Actor } from '#core/contracts/actor.ts';
import type { SheetFacts } from '#core/domains/availability/rules/sheet/facts.ts';
import { templateSheet } from '#core/domains/availability/rules/sheet/template.ts';
import type { Sheet } from '#core/domains/availability/rules/sheet/write.ts';
import { ask } from '#core/engine/ask.ts';
import type { Engine } from '#core/engine/engine.ts';
import { csvOf } from './csv.ts';

interface Asking {
  readonly engine: Engine;
  readonly tenantId: string;
  readonly actor: Actor;
}

/** @throws Refusal `forbidden` */
export const catalogueCsv = async ({ engine, ...who }: Asking): Promise<string> =>
  csvOf((await ask(engine, { ...who, name: 'availability.sheet', input: {} })) as Sheet);

/** In the business's own currency and zone. @throws Refusal `forbidden` */
export const templateCsv = async ({ engine, ...who }: Asking): Promise<string> =>
  csvOf(templateSheet((await ask(engine, { ...who, name: 'availability.sheetFacts', input: {} })) as SheetFacts));
