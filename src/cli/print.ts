/** What the command line says to people: aligned tables in Chinese, findings in sentences; to machines: JSON. */
import type { Finding } from '#kernel';
import { findingText } from '#locales';

// A reader that has seen enough (`| head`) closes the pipe. What is left to say is then for nobody; the work itself goes on to its end.
let listened = true;
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (e: NodeJS.ErrnoException) => {
    if (e.code !== 'EPIPE') throw e;
    if (stream === process.stdout) listened = false;
  });

/** Something amiss with the command itself, in a sentence; there is nothing for the house to refuse. */
export class Complaint extends Error {
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
  constructor(code: string, sentence: string, params: Readonly<Record<string, string>>) {
    super(sentence);
    this.code = code;
    this.params = params;
  }
}

export const say = (line = ''): void => {
  if (listened) process.stdout.write(`${line}\n`);
};

/** Chinese characters take two columns of a terminal. */
const width = (s: string): number => [...s].reduce((n, c) => n + (c > '\u2E7F' ? 2 : 1), 0);

/** Columns as wide as what they hold; numbers to the right. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): void {
  const text = rows.map((r) => r.map((v) => (v === null || v === undefined ? '—' : String(v))));
  const right = heads.map(
    (_, i) =>
      rows.length > 0 && rows.every((r) => typeof r[i] === 'number' || r[i] === null || r[i] === undefined),
  );
  const widths = heads.map((h, i) => Math.max(width(h), ...text.map((r) => width(r[i] ?? ''))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((c, i) => {
        const pad = ' '.repeat(Math.max(0, widths[i]! - width(c)));
        return right[i] ? pad + c : c + pad;
      })
      .join('  ')
      .trimEnd();
  say(line(heads));
  say(widths.map((w) => '─'.repeat(w)).join('  '));
  for (const r of text) say(line(r));
}

export const json = (value: unknown): void => say(JSON.stringify(value, null, 2));

const marks = { error: '错误', warning: '提醒', info: '说明' } as const;

export function printFindings(findings: readonly (Finding & { readonly quote?: string })[]): void {
  for (const f of findings) {
    const text = findingText('zh-CN', f.code, f.params);
    // Remarks of one sentence have no title of their own.
    const title = text.title === f.code ? '' : ` ${text.title}`;
    say(
      `${marks[f.severity]} ${f.code}${title}${f.path === undefined ? '' : `  [${f.path.replace(/^#/, '')}]`}`,
    );
    say(`    ${text.message}`);
    if (f.quote) say(`    原文：“${f.quote}”`);
    if (text.action !== '') say(`    ${f.quote === undefined ? '怎么办' : '需要决定'}：${text.action}`);
  }
}
