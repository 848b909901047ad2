/** What the command line says to people: aligned tables in Chinese, findings in sentences; to machines: JSON. */
import type { Finding } from '#kernel';
import { findingText } from '#locales';

export const say = (line = ''): void => void process.stdout.write(`${line}\n`);

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
    say(
      `${marks[f.severity]} ${f.code} ${text.title}${f.path === undefined ? '' : `  [${f.path.replace(/^#/, '')}]`}`,
    );
    say(`    ${text.message}`);
    if (f.quote) say(`    原文：“${f.quote}”`);
    if (text.action !== '') say(`    ${f.quote === undefined ? '怎么办' : '需要决定'}：${text.action}`);
  }
}
