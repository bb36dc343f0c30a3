/**
 * Answers as JSON, each held to its schema first: one that is not what the document promises is a fault, not an answer. Most
 * schemas of answers only look; those are sent as they came, because JSON is made four times faster of an object that
 * the program built than of the copy that a validator made.
 */
import { ResponseSerializationError, serializerCompiler } from 'fastify-type-provider-zod';
import type { FastifySerializerCompiler } from 'fastify';
import { z } from 'zod';

export const serializeAnswers: FastifySerializerCompiler<unknown> = (route) => {
  const { schema, method, url } = route;
  if (!(schema instanceof z.ZodType) || !onlyLooks(schema)) return serializerCompiler(route as never);
  return (data) => {
    const { error } = schema.safeParse(data);
    if (error !== undefined) throw new ResponseSerializationError(method, url, { cause: error });
    return JSON.stringify(data);
  };
};

type Def = z.core.$ZodTypes['_zod']['def'];

/** What a schema is made of. */
const defOf = ({ _zod: inner }: z.core.$ZodType): Def => inner.def as Def;

/** Does it take a value or refuse it, and never make another of it: no default, no transform, no trimming, no key dropped? */
function onlyLooks(schema: z.core.$ZodType): boolean {
  const def = defOf(schema);
  if (def.checks?.some(({ _zod: check }) => check.def.check === 'overwrite') === true) return false;
  switch (def.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return def.coerce !== true;
    case 'enum':
    case 'literal':
    case 'null':
    case 'unknown':
      return true;
    case 'object':
      return def.catchall !== undefined && defOf(def.catchall).type === 'never' && Object.values(def.shape).every(onlyLooks);
    case 'array':
      return onlyLooks(def.element);
    case 'record':
      return onlyLooks(def.keyType) && onlyLooks(def.valueType);
    case 'nullable':
    case 'optional':
      return onlyLooks(def.innerType);
    case 'union':
      return def.options.every(onlyLooks);
    default:
      return false;
  }
}
