import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readPdf } from '#test/pdf';
import { formats, writeArchive, type Page } from './index.ts';

const page: Page = {
  title: '对标诊断报告',
  subtitle: '某厂　91640200MA0000000X　黑色金属冶炼　2022 年',
  warning: '模拟数据，仅供演示',
  blocks: [
    { kind: 'heading', text: '结论' },
    { kind: 'paragraph', text: '在 12 家企业中，综合得分 76.5，第 3 名；λ = 0.42，能耗 1.2 tce/万元。' },
    {
      kind: 'table',
      widths: [60, 20, 20],
      head: ['指标', '现值', '判断'],
      rows: [
        [{ text: '亩均税收（万元/亩）' }, { text: '12.34', right: true }, { text: '差距大', tone: 'bad' }],
        [{ text: '劳动生产率' }, { text: '—', right: true }, { text: '领先', tone: 'good' }],
      ],
    },
  ],
  footer: '对标 · 测算批次 0190',
  made: '2023-01-02T03:04:05Z',
};
const wordsOf = (p: Page): string[] => [
  p.title,
  ...(p.warning ? [p.warning] : []),
  ...p.blocks.flatMap((b) =>
    b.kind === 'table' ? [...b.head, ...b.rows.flatMap((r) => r.map((c) => c.text))] : [b.text],
  ),
  p.footer,
];
const packed = (s: string): string => s.replace(/\s/g, '');
const words: Record<keyof typeof formats, (bytes: Uint8Array) => string> = {
  docx: (bytes) => {
    const files = unzipSync(bytes);
    return Object.keys(files)
      .filter((n) => /^word\/(document|footer\d*)\.xml$/.test(n))
      .map((n) => strFromU8(files[n]!).replace(/<[^>]+>/g, ''))
      .join('\n');
  },
  pdf: (bytes) => readPdf(bytes).text,
};

describe('a page', () => {
  it.each(['docx', 'pdf'] as const)('says the same as .%s', async (format) => {
    const text = packed(words[format](await formats[format].write(page)));
    for (const w of wordsOf(page)) expect(text).toContain(packed(w));
  });

  it('is one sheet of PDF with its fonts inside, small, and the same bytes each time', async () => {
    const bytes = await formats.pdf.write(page);
    expect(readPdf(bytes)).toMatchObject({ pages: 1, fontsInside: true });
    expect(bytes.length).toBeLessThan(300_000);
    expect(Buffer.compare(Buffer.from(bytes), Buffer.from(await formats.pdf.write(page)))).toBe(0);
  });

  it('is set smaller, not cut and not continued, where it says more', async () => {
    const long: Page = {
      ...page,
      blocks: Array.from({ length: 4 }, () => page.blocks)
        .flat()
        .concat(
          Array.from({ length: 30 }, (_, n) => ({
            kind: 'paragraph' as const,
            text: `第${n}段：数据截至该日，每个数的来源和修订可在系统里逐项打开。`,
          })),
        ),
    };
    const read = readPdf(await formats.pdf.write(long));
    expect(read.pages).toBe(1);
    expect(packed(read.text)).toContain('第29段');
  });

  it('stands in an archive under its name', async () => {
    const bytes = await formats.pdf.write(page);
    expect(Object.keys(unzipSync(writeArchive({ '甲.pdf': bytes, '乙.pdf': bytes })))).toEqual([
      '甲.pdf',
      '乙.pdf',
    ]);
  });
});
