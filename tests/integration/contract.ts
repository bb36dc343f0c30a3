/** Holds answers to the document that the server itself publishes. */
import { z } from 'zod';
import type { Answered, Call, TestWorld } from './world.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Obj = { [key: string]: Json };

interface Operation {
  readonly responses: Record<string, { content?: Record<string, { schema: Obj }> }>;
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Obj };
  readonly webhooks: Record<string, { post: { requestBody: { content: { 'application/json': { schema: Obj } } } } }>;
}

export interface Contract {
  readonly document: Document;
  /** what is wrong with this answer by the document; null: nothing */
  problemWith(method: string, url: string, answer: Answered): string | null;
  schemaOf(schema: Obj): z.ZodType;
}

const asDefs = (value: Json): Json => JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', '#/$defs/')) as Json;

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);

/** Every world's server publishes the same. */
let published: Document | undefined;

export async function contractOf(world: TestWorld): Promise<Contract> {
  published ??= (await world.call('GET', '/openapi.json', { token: null })).body as Document;
  const document = published;
  const $defs = asDefs(document.components.schemas);
  const compiled = new Map<Obj, z.ZodType>();

  function schemaOf(schema: Obj): z.ZodType {
    const known = compiled.get(schema) ?? z.fromJSONSchema({ ...(asDefs(schema) as Obj), $defs } as never);
    compiled.set(schema, known);
    return known;
  }

  /** The most literal path wins, as it does in the router. */
  function operationOf(method: string, url: string): Operation | undefined {
    const [path = ''] = url.split('?');
    const found = Object.entries(document.paths)
      .filter(([template, operations]) => method.toLowerCase() in operations && patternOf(template).test(path))
      .toSorted(([a], [b]) => a.split('{').length - b.split('{').length)[0];
    return found?.[1][method.toLowerCase()];
  }

  return {
    document,
    schemaOf,
    problemWith(method, url, { status, text, body: answer }) {
      const operation = operationOf(method, url);
      if (operation === undefined) return `${method} ${url} is not in the document`;
      const response = operation.responses[String(status)];
      if (response === undefined) return `${method} ${url} does not promise ${status}`;
      if (status === 204) return text === '' ? null : 'a 204 has no body';
      const schema = response.content?.['application/json']?.schema;
      if (schema === undefined) return `${method} ${url} ${status} has no schema`;
      const { error } = schemaOf(schema).safeParse(answer);
      return error === undefined ? null : `${method} ${url} ${status}: ${z.prettifyError(error)}\n${text}`;
    },
  };
}

/** Calls as the world does, and throws where an answer breaks the contract. */
export async function strictCaller(world: TestWorld): Promise<TestWorld['call']> {
  const contract = await contractOf(world);
  return async (method, url, call?: Call) => {
    const answer = await world.call(method, url, call);
    const problem = contract.problemWith(method, url, answer);
    if (problem !== null) throw new Error(problem);
    return answer;
  };
}
