/** What offerings are filed under, in the order in which customers see it. */
import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import { idOf } from '#core/contracts/fields.ts';
import { type Category, CategoryFields } from '#core/domains/catalog/model.ts';
import type { Reader } from '../http/changes.ts';
import { errorsOf, NoAnswer, NoBody } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';

const tags = ['Offerings'];
const Ref = z.strictObject({ id: idOf('cat') });

const CategoryAnswer = CategoryFields.extend({
  id: idOf('cat'),
  offerings: z.int().meta({ description: 'How many are filed under it' }),
}).meta({ id: 'Category' });
const CategoryList = z.strictObject({ data: z.array(CategoryAnswer) }).meta({ id: 'Categories' });
const NewCategory = CategoryFields.partial({ description: true }).meta({ id: 'NewCategory', examples: [{ name: 'Rooms' }] });
const CategoryChanges = CategoryFields.partial()
  .refine((changes) => Object.keys(changes).length > 0, 'expected at least one field')
  .meta({ id: 'CategoryChanges', examples: [{ name: 'Spaces' }] });
const CategoryOrder = z
  .strictObject({ categoryIds: z.array(idOf('cat')).min(1).max(1_000) })
  .meta({ id: 'CategoryOrder', examples: [{ categoryIds: ['cat_0123456789abcdefghjk'] }] });

async function readAll(read: Reader) {
  const all = (await read('catalog.categories', {})) as (Category & { offerings: number })[];
  return all.map(({ id, name, description, offerings }) => ({ id, name, description, offerings }));
}

const readOne = async (read: Reader, id: string) =>
  (await readAll(read)).find((category) => category.id === id) ?? refuse('not_found', { kind: 'category', id });

export function categoryRoutes(door: ApiDoor): void {
  listRoutes(door);
  createRoute(door);
  changeRoutes(door);
}

function listRoutes({ app, ask, change }: ApiDoor): void {
  const listSchema = {
    ...{ tags, summary: 'List categories in their order' },
    response: { 200: CategoryList, ...errorsOf({ keyed: true }) },
  };
  app.get('/categories', { config: { scope: 'read' }, schema: listSchema }, async (request) => ({
    data: await readAll((name, input) => ask(request, name, input)),
  }));
  const orderSchema = {
    ...{ tags, summary: 'Put categories in order; those left out stay behind', body: CategoryOrder },
    response: { 200: CategoryList, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.put('/categories/order', { config: { scope: 'write' }, schema: orderSchema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'catalog.orderCategories', input: request.body })],
      answer: async (read) => ({ data: await readAll(read) }),
    }),
  );
}

function createRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Create a category, behind the others; an offering that names a new one creates it as well', body: NewCategory },
    response: { 201: CategoryAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['already_exists'] }) },
  };
  app.post('/categories', { config: { scope: 'write' }, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'catalog.createCategory', input: said(request.body) })],
      status: 201,
      answer: (read, [value]) => readOne(read, (value as { categoryId: string }).categoryId),
    }),
  );
}

function changeRoutes({ app, change }: ApiDoor): void {
  const changeSchema = {
    ...{ tags, summary: 'Change a category; a new name goes into its offerings', params: Ref, body: CategoryChanges },
    response: { 200: CategoryAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'already_exists'] }) },
  };
  app.patch('/categories/:id', { config: { scope: 'write' }, schema: changeSchema }, (request, reply) => {
    const input = { categoryId: request.params.id, changes: said(request.body) };
    return change(request, reply, {
      steps: [() => ({ name: 'catalog.updateCategory', input })],
      answer: (read) => readOne(read, request.params.id),
    });
  });
  const removeSchema = {
    ...{ tags, summary: 'Remove a category: it leaves its offerings, which stay', params: Ref, body: NoBody },
    response: { 204: NoAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.delete('/categories/:id', { config: { scope: 'write' }, schema: removeSchema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'catalog.removeCategory', input: { categoryId: request.params.id } })],
      status: 204,
      answer: async () => undefined,
    }),
  );
}
