/**
 * Where a worker's script is: beside its TypeScript when run from source, in the flat folder of bundles (`dist/<name>.js`) when built.
 * `here` is the caller's `import.meta.url`, `source` the path of the script from there.
 */
export const scriptUrl = (here: string, source: string): URL => {
  if (here.endsWith('.ts')) return new URL(source, here);
  const name = source.replace(/^.*\//, '').replace(/\.ts$/, '.js');
  return new URL(`./${name}`, here);
};
