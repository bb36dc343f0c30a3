import { z } from 'zod';
import { refuse } from '../../../base/refusal.ts';
import { managers } from '../../../contracts/actor.ts';
import { defineCommand } from '../../../contracts/command.ts';
import { applyEdit, editOf } from '../../../contracts/edit.ts';
import { ProductTypeFields } from '../model.ts';
import { usualTypes } from '../rules/productTypes.ts';
import { countOfType, findProductType } from '../store.ts';
import { productTypes } from '../tables.ts';

const manage = { roles: managers, scope: 'write' } as const;
const { key: Key } = ProductTypeFields.shape;

/** Refuses `already_exists` {field: key}. */
export const createProductType = defineCommand({
  name: 'catalog.createProductType',
  allow: manage,
  offline: true,
  input: ProductTypeFields,
  async run({ db, ctx }, fields) {
    if ((await findProductType(db, fields.key)) !== undefined) refuse('already_exists', { field: 'key', value: fields.key });
    const productTypeId = ctx.newId('ptp');
    await db.insert(productTypes, { id: productTypeId, ...fields, createdAt: ctx.now, updatedAt: ctx.now });
    return { productTypeId };
  },
});

/**
 * Also one of the usual five, which becomes the tenant's. What offerings hold stays as it is: an attribute that the type no longer
 * knows becomes a free one. Refuses `not_found`, `edit_conflict`.
 */
export const updateProductType = defineCommand({
  name: 'catalog.updateProductType',
  allow: manage,
  offline: true,
  input: editOf(ProductTypeFields.omit({ key: true })).extend({ key: Key }),
  async run({ db, ctx }, { key, ...edit }) {
    const type = (await findProductType(db, key)) ?? refuse('not_found', { kind: 'productType', id: key });
    const { name, attributes } = type;
    const changes = applyEdit<{ name: string; attributes: ProductTypeFields['attributes'] }>({ name, attributes }, edit);
    if (Object.keys(changes).length === 0) return null;
    if (type.id !== null) await db.patch(productTypes, type.id, { ...changes, updatedAt: ctx.now });
    else {
      const stamps = { createdAt: ctx.now, updatedAt: ctx.now };
      await db.insert(productTypes, { id: ctx.newId('ptp'), key, name, attributes, ...changes, ...stamps });
    }
    return null;
  },
});

/** One of the usual five is again what it was; one of the tenant's own goes. Refuses `not_found`, `in_use` {kind, count} while offerings are of it. */
export const removeProductType = defineCommand({
  name: 'catalog.removeProductType',
  allow: manage,
  offline: true,
  input: z.strictObject({ key: Key }),
  async run({ db }, { key }) {
    const { id } = (await findProductType(db, key)) ?? refuse('not_found', { kind: 'productType', id: key });
    const count = usualTypes.some((type) => type.key === key) ? 0 : await countOfType(db, key);
    if (count > 0) refuse('in_use', { kind: 'offerings', count });
    if (id !== null) await db.remove(productTypes, id);
    return null;
  },
});
