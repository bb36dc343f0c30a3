import { z } from 'zod';
import { idOf } from '#core/contracts/fields.ts';
import type { Customer } from '#core/domains/customers/model.ts';
import type { CustomerExport } from '#core/domains/privacy/model.ts';
import type { Reader } from '../http/changes.ts';
import { madeAfter, pageOf } from '../http/cursor.ts';
import { Moved, sendMoved } from '../http/moved.ts';
import { errorsOf, Paging, pageSchema } from '../http/schemas.ts';
import { CustomerExportAnswer, exportAnswer } from './customerExport.ts';
import type { ApiDoor } from './door.ts';
import { customerAnswer, said } from './present.ts';
import { CustomerAnswer, CustomerChanges, NewCustomer } from './shapes.ts';

const tags = ['Customers'];
const Ref = z.strictObject({ id: idOf('cus') });
const ListQuery = Paging.extend({ q: z.string().max(200).optional() });

const readCustomer = async (read: Reader, customerId: string) =>
  customerAnswer((await read('customers.record', { customerId })) as Customer);

export function customerRoutes(door: ApiDoor): void {
  readRoutes(door);
  exportRoute(door);
  changeRoutes(door);
}

function readRoutes({ app, ask }: ApiDoor): void {
  const listSchema = {
    ...{ tags, summary: 'List customers, oldest first', querystring: ListQuery },
    response: { 200: pageSchema(CustomerAnswer), ...errorsOf({ keyed: true }) },
  };
  app.get('/customers', { config: { scope: 'read' }, schema: listSchema }, async (request) => {
    const { limit, cursor, q } = request.query;
    const rows = (await ask(request, 'customers.page', said({ q, after: madeAfter(cursor), limit: limit + 1 }))) as Customer[];
    return pageOf(rows, { limit, position: (customer) => [customer.createdAt, customer.id], present: customerAnswer });
  });
  const schema = {
    tags,
    summary: 'Read one customer',
    params: Ref,
    response: { 200: CustomerAnswer, 301: Moved, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/customers/:id', { config: { scope: 'read' }, schema }, async (request, reply) => {
    const customer = (await ask(request, 'customers.record', { customerId: request.params.id })) as Customer;
    return customer.id === request.params.id ? customerAnswer(customer) : sendMoved(reply, `/v1/api/customers/${customer.id}`);
  });
}

function exportRoute({ app, ask }: ApiDoor): void {
  const schema = {
    ...{ tags, summary: 'Give out everything that is kept about a customer', params: Ref },
    description: 'For whoever asks what a business knows of them. By the id of a customer who was merged with another, it is that other’s.',
    response: { 200: CustomerExportAnswer, ...errorsOf({ keyed: true, codes: ['not_found'] }) },
  };
  app.get('/customers/:id/export', { config: { scope: 'admin' }, schema }, async (request) =>
    exportAnswer((await ask(request, 'customers.export', { customerId: request.params.id })) as CustomerExport),
  );
}

function changeRoutes({ app, change }: ApiDoor): void {
  const createSchema = {
    ...{ tags, summary: 'Create a customer', body: NewCustomer },
    response: { 201: CustomerAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['already_exists'] }) },
  };
  app.post('/customers', { config: { scope: 'write' }, schema: createSchema }, (request, reply) =>
    change(request, reply, {
      steps: [() => ({ name: 'customers.create', input: said(request.body) })],
      status: 201,
      answer: (read, [value]) => readCustomer(read, (value as { customerId: string }).customerId),
    }),
  );
  const updateSchema = {
    ...{ tags, summary: 'Change a customer', params: Ref, body: CustomerChanges },
    response: { 200: CustomerAnswer, ...errorsOf({ keyed: true, changes: true, codes: ['not_found', 'already_exists', 'edit_conflict'] }) },
  };
  app.patch('/customers/:id', { config: { scope: 'write' }, schema: updateSchema }, (request, reply) => {
    const customerId = request.params.id;
    return change(request, reply, {
      steps: [() => ({ name: 'customers.update', input: { customerId, changes: said(request.body) } })],
      answer: (read) => readCustomer(read, customerId),
    });
  });
}
