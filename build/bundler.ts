import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type InlineConfig, mergeConfig, type UserConfig } from 'vite';
import { type Bundle, type BundleName, root } from './bundles.ts';
import { electronConfig } from './electron.config.ts';
import rendererConfig from './renderer.config.ts';
import { fingerprintOf, stampWith } from './stale.ts';
import { widgetConfig } from './widget.config.ts';

const partsOf: Record<BundleName, UserConfig[]> = {
  renderer: [rendererConfig],
  widget: [widgetConfig('loader'), widgetConfig('app')],
  electron: [electronConfig('main'), electronConfig('preload'), electronConfig('host')],
};

/** Made beside its place and moved there whole: a build that fails or is interrupted leaves the last one standing. */
export async function make(bundle: Bundle): Promise<void> {
  const fingerprint = fingerprintOf(bundle.sources);
  const environment = process.env.NODE_ENV;
  const making = join(root, 'dist', `.${bundle.name}-${process.pid}`);
  try {
    // Tests build too, and Vite would take their NODE_ENV for a wish for React's development build.
    process.env.NODE_ENV = 'production';
    for (const part of partsOf[bundle.name]) {
      await build(
        mergeConfig<InlineConfig, InlineConfig>(part, {
          configFile: false,
          logLevel: 'warn',
          build: { outDir: making, emptyOutDir: false },
        }),
      );
    }
    stampWith(making, fingerprint);
    const out = join(root, bundle.out);
    mkdirSync(dirname(out), { recursive: true });
    rmSync(out, { recursive: true, force: true });
    renameSync(making, out);
  } finally {
    if (environment === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = environment;
    rmSync(making, { recursive: true, force: true });
  }
}
