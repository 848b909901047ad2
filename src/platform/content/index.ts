/** Loads YAML strictly: duplicate keys refused, no custom tags, dates stay text, numbers stay as written where quoted. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { LineCounter, parseDocument, visit } from 'yaml';
import { finding, type Finding } from '#kernel';

export interface ContentFile {
  /** Path inside the folder, with `/`. */
  readonly name: string;
  readonly value: unknown;
}

/**
 * Parses one YAML text. The core schema keeps `2018-09-05` a string; a broken document yields findings C101 (syntax), one with
 * aliases C102, with line and column.
 */
export function parseYaml(text: string, name: string): { value?: unknown; findings: Finding[] } {
  const lines = new LineCounter();
  const doc = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    strict: true,
    merge: false,
  });
  const problems = [...doc.errors, ...doc.warnings];
  if (problems.length > 0)
    return {
      findings: problems.map((e) =>
        finding('C101', 'error', name, {
          line: e.linePos?.[0].line ?? 0,
          column: e.linePos?.[0].col ?? 0,
          reason: e.message.split('\n')[0] ?? '',
        }),
      ),
    };
  // Aliases could multiply a small file into a large value.
  const aliases: Finding[] = [];
  visit(doc, {
    Alias: (_, node) => {
      const { line, col } = lines.linePos(node.range?.[0] ?? 0);
      aliases.push(finding('C102', 'error', name, { line, column: col, alias: node.source }));
    },
  });
  return aliases.length > 0 ? { findings: aliases } : { value: doc.toJS() as unknown, findings: [] };
}

const made = new Map<string, { readonly stamp: string; readonly value: unknown }>();

/** What is made of some files, made again only when one of them has changed; nobody may alter it. `name` tells apart what is made of the same files. */
export function madeOf<T>(name: string, files: readonly string[], make: () => T): T {
  const key = [name, ...files].join('\n');
  const stamp = files
    .map((f) => {
      const s = statSync(f, { throwIfNoEntry: false });
      return `${s?.mtimeMs} ${s?.size}`;
    })
    .join();
  const had = made.get(key);
  if (had?.stamp === stamp) return had.value as T;
  const value = make();
  made.set(key, { stamp, value });
  return value;
}

const walk = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((e) => (e.isDirectory() ? walk(join(dir, e.name)) : [join(dir, e.name)]));

export interface Folder {
  readonly yaml: ContentFile[];
  /** Other text files (source.txt) by name. */
  readonly texts: Readonly<Record<string, string>>;
  readonly findings: Finding[];
}

/** Reads every YAML and text file below a folder, in name order. */
export function loadFolder(dir: string): Folder {
  const yaml: ContentFile[] = [];
  const texts: Record<string, string> = {};
  const findings: Finding[] = [];
  for (const path of walk(dir)) {
    const name = relative(dir, path).split(sep).join('/');
    const text = readFileSync(path, 'utf8');
    if (!/\.ya?ml$/.test(name)) {
      if (name.endsWith('.txt')) texts[name] = text;
      continue;
    }
    const parsed = parseYaml(text, name);
    findings.push(...parsed.findings);
    if (parsed.findings.length === 0) yaml.push({ name, value: parsed.value });
  }
  return { yaml, texts, findings };
}

/** Names of the folders directly below. */
export const subfolders = (dir: string): string[] =>
  readdirSync(dir)
    .filter((n) => statSync(join(dir, n)).isDirectory())
    .toSorted();
