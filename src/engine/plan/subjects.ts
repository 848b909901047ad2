import { finding, type Finding } from '#kernel';
import type { PackFile } from './compile.ts';
import { factsFile } from './schema.ts';

/** Published facts about a place no register has (P120), by file and place: they would be left out in silence. `known`: codes of regions and parks. */
export const unknownSubjects = (files: readonly PackFile[], known: ReadonlySet<string>): Finding[] =>
  files.flatMap(({ name, value }) => {
    if (!name.startsWith('facts/')) return [];
    const read = factsFile.safeParse(value);
    // What does not fit the form is said by the compiler.
    if (!read.success) return [];
    return read.data.facts.flatMap((f, n) =>
      known.has(f.subject)
        ? []
        : [finding('P120', 'error', `${name}#facts.${n}.subject`, { subject: f.subject })],
    );
  });
