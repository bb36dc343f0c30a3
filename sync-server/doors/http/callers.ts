/** Between a door's guard and its routes: what the guard found, kept beside the request. */
import type { FastifyRequest } from 'fastify';

export interface CallerSlot<T> {
  set(request: FastifyRequest, caller: T): void;
  of(request: FastifyRequest): T;
}

/** @throws Error where a route forgot its guard: better a fault than an open door */
export function callerSlot<T>(): CallerSlot<T> {
  const callers = new WeakMap<FastifyRequest, T>();
  return {
    set: (request, caller) => void callers.set(request, caller),
    of(request) {
      const caller = callers.get(request);
      if (caller === undefined) throw new Error(`no guard before ${request.routeOptions.url ?? 'a route'}`);
      return caller;
    },
  };
}
