import { constants } from 'node:zlib';

/** Brotli's usual quality is for files that are packed once; this one keeps up with answers. */
export const compression = {
  threshold: 1024,
  encodings: ['br', 'gzip'],
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
} satisfies { threshold: number; encodings: ('br' | 'gzip')[]; brotliOptions: object };
