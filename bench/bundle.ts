import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Bundles a program of this folder the way the product is bundled, so that what is timed is what is shipped. Returns the file. */
export function bundle(name: string): string {
  const here = fileURLToPath(new URL('./', import.meta.url));
  const folder = fileURLToPath(new URL('../node_modules/.cache/bench/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const outfile = `${folder}${name}.mjs`;
  buildSync({
    entryPoints: [`${here}${name}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}
