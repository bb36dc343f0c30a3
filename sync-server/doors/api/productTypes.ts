/** Kinds of offerings, and what is said of each kind. */
import { z } from 'zod';
import { refuse } from '#core/base/refusal.ts';
import { idOf } from '#core/contracts/fields.ts';
import { AttributeDefinition, type ProductType, ProductTypeFields } from '#core/domains/catalog/model.ts';
import type { Reader } from '../http/changes.ts';
import { errorsOf, NoAnswer, NoBody } from '../http/schemas.ts';
import type { ApiDoor } from './door.ts';
import { said } from './present.ts';

const tags = ['Offerings'];
const { key, name } = ProductTypeFields.shape;
const Ref = z.strictObject({ key: key.meta({ description: 'The key of a product type' }) });

const { unit, options, required, filter, ...told } = AttributeDefinition.shape;
const NewAttributes = z
  .array(
    z.strictObject({
      ...told,
      unit: unit.default(null),
      options: options.default([]),
      required: required.default(false),
      filter: filter.default(false),
    }),
  )
  .max(60);

const space = {
  key: 'studio',
  name: 'Studio',
  attributes: [
    { key: 'area', label: 'Area', kind: 'number' as const, unit: 'm²', required: true, filter: true },
    { key: 'floor', label: 'Floor', kind: 'choice' as const, options: ['Wood', 'Concrete'] },
  ],
};

const NewProductType = z.strictObject({ key, name, attributes: NewAttributes }).meta({ id: 'NewProductType', examples: [space] });
const ProductTypeChanges = z
  .strictObject({ name, attributes: NewAttributes })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'expected at least one field')
  .meta({ id: 'ProductTypeChanges', examples: [{ attributes: space.attributes }] });

const ProductTypeAnswer = z
  .strictObject({
    id: idOf('ptp').nullable().meta({ description: 'null: one of the usual five, as every business begins with it' }),
    key: z.string(),
    name: z.string(),
    attributes: z.array(z.strictObject(AttributeDefinition.shape)),
  })
  .meta({ id: 'ProductType' });

async function readType(read: Reader, wanted: string): Promise<ProductType> {
  const types = (await read('catalog.productTypes', {})) as ProductType[];
  return types.find((type) => type.key === wanted) ?? refuse('not_found', { kind: 'productType', id: wanted });
}

export function productTypeRoutes(door: ApiDoor): void {
  listRoute(door);
  createRoute(door);
  changeRoutes(door);
}

function listRoute({ app, ask }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'List product types: the usual five, then your own by name' },
    response: { 200: z.strictObject({ data: z.array(ProductTypeAnswer) }), ...errorsOf({ keyed: true }) },
  };
  app.get('/product-types', { config: { scope: 'read' }, schema }, async (request) => ({
    data: (await ask(request, 'catalog.productTypes', {})) as ProductType[],
  }));
}

function createRoute({ app, change }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Create a product type with its typed attributes', body: NewProductType },
    response: { 201: ProductTypeAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['already_exists'] }) },
  };
  app.post('/product-types', { config: { scope: 'write' }, schema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'catalog.createProductType', input: request.body })],
      status: 201,
      answer: (read) => readType(read, request.body.key),
    }),
  );
}

function changeRoutes({ app, change }: ApiDoor): void {
  const changeSchema = {
    tags,
    summary: 'Change a product type, also one of the usual five; what offerings hold stays as it is',
    params: Ref,
    body: ProductTypeChanges,
    response: { 200: ProductTypeAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found'] }) },
  };
  app.patch('/product-types/:key', { config: { scope: 'write' }, schema: changeSchema }, (request, reply) => {
    const input = { key: request.params.key, changes: said(request.body) };
    return change(request, reply, {
      steps: [() => ({ name: 'catalog.updateProductType', input })],
      answer: (read) => readType(read, request.params.key),
    });
  });
  const removeSchema = {
    tags,
    summary: 'Remove a product type of your own, or have one of the usual five as it was',
    params: Ref,
    body: NoBody,
    response: { 204: NoAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'in_use'] }) },
  };
  app.delete('/product-types/:key', { config: { scope: 'write' }, schema: removeSchema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'catalog.removeProductType', input: { key: request.params.key } })],
      status: 204,
      answer: async () => undefined,
    }),
  );
}
