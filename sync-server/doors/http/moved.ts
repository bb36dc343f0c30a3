import type { FastifyReply } from 'fastify';
import { z } from 'zod';

export const Moved = z.undefined().meta({ description: 'It has another slug by now: `Location` says which' });

/** For good, but not to be kept: another thing may take the address that was left. */
export const sendMoved = (reply: FastifyReply, location: string): FastifyReply =>
  reply.code(301).header('location', location).header('cache-control', 'no-cache').send();

/** Was it asked for by a slug that it no longer has? */
export const isFormer = (idOrSlug: string, { id, slug }: { id: string; slug: string }): boolean => idOrSlug !== id && idOrSlug !== slug;
