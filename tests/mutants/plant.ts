import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { changed, type Mutant } from './mutant.ts';

const root = new URL('../..', import.meta.url);

/** Changes the file as it is loaded, so that the product itself has no switch for it. @returns whether it has been loaded by now */
export function plant(mutant: Mutant): () => boolean {
  const target = new URL(mutant.file, root).href;
  const source = changed(mutant, readFileSync(fileURLToPath(target), 'utf8'));
  let isLoaded = false;
  registerHooks({
    load(url, context, next) {
      if (url !== target) return next(url, context);
      isLoaded = true;
      return { format: 'module-typescript', source, shortCircuit: true };
    },
  });
  return () => isLoaded;
}
