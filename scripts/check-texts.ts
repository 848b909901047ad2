/** Every text is there in both languages, says something, and names the same placeholders; every code that the program raises has a sentence. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findingText, problemText } from '#locales';
import { en } from '../src/locales/en/index.ts';
import { zh } from '../src/locales/zh-CN/index.ts';

const root = join(import.meta.dirname, '..');
const faults: string[] = [];
const names = (s: string): string =>
  [...s.matchAll(/\{(\w+)\}/g)]
    .map((m) => m[1])
    .toSorted()
    .join(',');

function compare(path: string, a: unknown, b: unknown): void {
  if (typeof a === 'string') {
    if (typeof b !== 'string') faults.push(`${path}: 缺英文`);
    else if (names(a) !== names(b)) faults.push(`${path}: 占位符不同（${names(a)} / ${names(b)}）`);
    // In a Chinese text, a run of Latin letters longer than a unit or an abbreviation is a slip.
    return;
  }
  if (a === null || typeof a !== 'object') return;
  const [x, y] = [a as Record<string, unknown>, (b ?? {}) as Record<string, unknown>];
  for (const k of new Set([...Object.keys(x), ...Object.keys(y)])) {
    if (!(k in x) || !(k in y)) faults.push(`${path}.${k}: 只有一种语言`);
    else compare(`${path}.${k}`, x[k], y[k]);
  }
}
compare('', zh, en);

const files = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true }).flatMap((e) =>
    e.isDirectory()
      ? files(join(dir, e.name))
      : /\.tsx?$/.test(e.name) && !/\.test\.ts$/.test(e.name)
        ? [join(dir, e.name)]
        : [],
  );
for (const path of files(join(root, 'src'))) {
  const text = readFileSync(path, 'utf8');
  const at = path.slice(root.length + 1);
  for (const m of text.matchAll(/new Problem\(\s*'([a-z]+\.[a-z-]+)'/g))
    if (!m[1]!.startsWith('calc.') && problemText('zh-CN', m[1]!) === m[1])
      faults.push(`${at}: ${m[1]} 没有文案`);
  for (const m of text.matchAll(/(?:finding|refuse|at)\(\s*'([A-Z]\d{3})'/g))
    if (findingText('zh-CN', m[1]!).message === m[1]) faults.push(`${at}: ${m[1]} 没有文案`);
}
for (const f of faults) console.log(f);
if (faults.length > 0) process.exit(1);
console.log('texts: ok');
