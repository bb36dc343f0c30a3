/**
 * Answers as JSON, each held to its schema first: one that is not what the document promises is a fault, not an answer. Most
 * schemas of answers only look; those are sent as they came, because JSON is made four times faster of an object that
 * the program built than of the copy that a validator made.
 */
import { ResponseSerializationError, serializerCompiler } from 'fastify-type-provider-zod';
import type { FastifySerializerCompiler } from 'fastify';
import { z } from 'zod';

export const serializeAnswers: FastifySerializerCompiler<unknown> = (route) => {
  let serialize: Serialize | undefined;
  // Made for its first answer: a start would wait for those of every route.
  return (data) => (serialize ??= serializeOf(route))(data);
};

type Serialize = ReturnType<FastifySerializerCompiler<unknown>>;

function serializeOf(route: Parameters<FastifySerializerCompiler<unknown>>[0]): Serialize {
  const { schema, method, url } = route;
  const looksRight = schema instanceof z.ZodType ? lookOf(schema) : undefined;
  if (!(schema instanceof z.ZodType) || looksRight === undefined) return serializerCompiler(route as never);
  return (data) => {
    if (looksRight(data)) return JSON.stringify(data);
    const { error } = schema.safeParse(data);
    if (error !== undefined) throw new ResponseSerializationError(method, url, { cause: error });
    return JSON.stringify(data);
  };
}

type Def = z.core.$ZodTypes['_zod']['def'];

/** What a schema is made of. */
const defOf = ({ _zod: inner }: z.core.$ZodType): Def => inner.def as Def;

/** true: the schema takes it. A no is not yet a refusal: the schema itself is asked then, which also says what is wrong. */
type Look = (value: unknown) => boolean;

const byItself =
  (schema: z.core.$ZodType): Look =>
  (value) =>
    z.core.safeParse(schema, value).success;

/**
 * The schema as a question, asked without making copies. undefined where it doesn't only take a value or refuse it, but makes
 * another of it: a default, a transform, trimming, a key dropped.
 */
function lookOf(schema: z.core.$ZodType): Look | undefined {
  const def = defOf(schema);
  const { checks = [] } = def;
  if (checks.some(({ _zod: check }) => check.def.check === 'overwrite')) return undefined;
  const look = plainLookOf(schema, def);
  if (look === undefined || checks.length === 0) return look;
  const asides = checks.map(({ _zod: check }) => asideOf(check.def as Check));
  return asides.every((aside) => aside !== undefined) ? (value) => look(value) && asides.every((aside) => aside(value)) : byItself(schema);
}

type Check = z.core.$ZodChecks['_zod']['def'];

/** What a check asks beside the type, which has been looked at before. undefined: ask the schema. */
function asideOf(check: Check): Look | undefined {
  switch (check.check) {
    case 'string_format':
      return check.format === 'regex' ? patternLook(check.pattern) : undefined;
    case 'greater_than':
      return check.inclusive ? (value) => (value as number) >= (check.value as number) : undefined;
    case 'less_than':
      return check.inclusive ? (value) => (value as number) <= (check.value as number) : undefined;
    default:
      return undefined;
  }
}

/** One that remembers where it stopped would answer differently the next time. */
function patternLook(pattern: RegExp | undefined): Look | undefined {
  return pattern === undefined || pattern.global || pattern.sticky ? undefined : (value) => pattern.test(value as string);
}

function plainLookOf(schema: z.core.$ZodType, def: Def): Look | undefined {
  switch (def.type) {
    case 'string':
      if (def.coerce === true) return undefined;
      return stringLook(def) ?? byItself(schema);
    case 'number':
      if (def.coerce === true) return undefined;
      return 'format' in def && def.format === 'safeint' ? Number.isSafeInteger : byItself(schema);
    case 'boolean':
      return def.coerce === true ? undefined : (value) => typeof value === 'boolean';
    case 'enum':
      return oneOf(Object.values(def.entries));
    case 'literal':
      return oneOf(def.values);
    case 'null':
      return (value) => value === null;
    case 'unknown':
      return () => true;
    case 'object':
      return def.catchall !== undefined && defOf(def.catchall).type === 'never' ? objectLook(def.shape) : undefined;
    case 'array':
      return listLook(lookOf(def.element));
    case 'record':
      return recordLook(def.keyType, lookOf(def.valueType));
    case 'nullable':
      return unless(null, lookOf(def.innerType));
    case 'optional':
      return unless(undefined, lookOf(def.innerType));
    case 'union':
      return unionLook(def.options.map(lookOf));
    default:
      return undefined;
  }
}

const isString: Look = (value) => typeof value === 'string';

function stringLook(def: Def): Look | undefined {
  if (!('format' in def)) return isString;
  const look = def.format === 'datetime' && 'pattern' in def ? patternLook(def.pattern as RegExp | undefined) : undefined;
  return look === undefined ? undefined : (value) => isString(value) && look(value);
}

function oneOf(values: readonly unknown[]): Look {
  const known = new Set(values);
  return (value) => known.has(value);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function objectLook(shape: Readonly<Record<string, z.core.$ZodType>>): Look | undefined {
  const keys = Object.keys(shape);
  const looks: Look[] = [];
  for (const key of keys) {
    const look = lookOf(shape[key] as z.core.$ZodType);
    if (look === undefined) return undefined;
    looks.push(look);
  }
  return (value) => {
    if (!isObject(value)) return false;
    let known = 0;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      const part = value[key];
      if (!(looks[i] as Look)(part)) return false;
      if (part !== undefined || key in value) known += 1;
    }
    return Object.keys(value).length === known;
  };
}

function listLook(look: Look | undefined): Look | undefined {
  return look === undefined ? undefined : (value) => Array.isArray(value) && value.every(look);
}

function recordLook(keys: z.core.$ZodType, look: Look | undefined): Look | undefined {
  const ofKey = lookOf(keys);
  if (look === undefined || ofKey === undefined) return undefined;
  return (value) => isObject(value) && Object.keys(value).every((key) => ofKey(key) && look(value[key]));
}

function unless(exempt: null | undefined, look: Look | undefined): Look | undefined {
  return look === undefined ? undefined : (value) => value === exempt || look(value);
}

function unionLook(looks: readonly (Look | undefined)[]): Look | undefined {
  const all = looks.filter((look) => look !== undefined);
  return all.length === looks.length ? (value) => all.some((look) => look(value)) : undefined;
}
