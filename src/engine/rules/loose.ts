import { finding, type Finding } from '#kernel';
import type { z } from 'zod';
import { commonFile, overlapsFile, schemeFile, type SchemeFiles } from './schema.ts';

/**
 * Schemes outside a plan pack: any YAML values, each a scheme or a list of them, and if there is need a `common.yaml` and an `overlaps.yaml`. For
 * trying a notice before there is a plan for it. F102 where a file does not have the form of a scheme.
 */
export function looseSchemes(values: readonly { readonly name: string; readonly value: unknown }[]): {
  readonly files: SchemeFiles;
  readonly findings: readonly Finding[];
} {
  const findings: Finding[] = [];
  const fit = <T>(form: z.ZodType<T>, value: unknown, name: string): T | undefined => {
    const r = form.safeParse(value);
    if (r.success) return r.data;
    for (const i of r.error.issues.slice(0, 5))
      findings.push(
        finding('F102', 'error', [name, ...i.path.map(String)].join('#'), {
          key: String(i.path.at(-1) ?? ''),
          reason: i.message,
        }),
      );
    return undefined;
  };
  let common = commonFile.parse({});
  let overlaps: SchemeFiles['overlaps'] = { groups: [] };
  const schemes: SchemeFiles['schemes'][number][] = [];
  for (const { name, value } of values)
    if (/(^|\/)common\.ya?ml$/.test(name)) common = fit(commonFile, value, name) ?? common;
    else if (/(^|\/)overlaps\.ya?ml$/.test(name)) overlaps = fit(overlapsFile, value, name) ?? overlaps;
    else
      for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
        const s = fit(schemeFile, one, name);
        if (s) schemes.push(s);
      }
  return { files: { common, overlaps, schemes }, findings };
}
