import type { FastifyRequest } from 'fastify';
import type { DataDesk, Owner } from '#server/export/desk.ts';
import type { Job, JobKind } from '#server/export/jobs.ts';

export interface OwnersDesk {
  readonly desk: DataDesk;
  /** @throws Refusal `forbidden` {role} for anybody else */
  ownerOf(request: FastifyRequest): Owner;
  /** by the `id` in the request's path. @throws Refusal `forbidden`, `not_found` */
  mustFind(request: FastifyRequest, kind: JobKind): Promise<Job>;
}
