import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readable, readDocument, type Block, type ReadingInput } from './reading.ts';

const wordsOf = (b: Block): string =>
  b.sentences.map((s) => s.segments.map((x) => x.text).join('')).join('|');

const printed = [
  '自治区党委办公厅　人民政府办公厅',
  '关于印发《某地工业对标提升转型',
  '',
  '发展行动方案》的通知',
  '',
  '各市、县 （区）党委和人民政府，区直各部委办厅局，各人',
  '民团体、直属事业单位，各大型企业：',
  '',
  '现印发给你们，请结合实际认真贯彻落实。',
  '',
  '人民政府办公厅',
  '',
  '２０１８年９月５日',
  '',
  '（此件公开发布）',
  ' 某地工业对标提升转型',
  '',
  '发展行动方案',
  '',
  '一、实施行动',
  '',
  '（一）实施智能制造行动',
  '',
  '推广智能制造。大力提升重点行业智能化水平，建成一',
  '',
  '批智能制造示范项目。每年培育８至１０个自治区智能工厂',
  ' 和数字化车间。到２０２０年建成３０家左右智能工厂，到２０２',
  '',
  '２年达到７０家以上。 （牵头单位：自治区经济和信息化委；',
  '',
  '配合单位：自治区财政厅，各市、县 〈区〉）',
  '',
  '推广工业机器人。着眼提高企业生产效率和装备技术水',
  '',
  '平，大力推广应用。在化工、民爆等行业，推进机器手臂应用。',
  '',
  '（二）优化环境。全面深化 “放管服”改革，优化服务。',
].join('\n');

const input = (over: Partial<ReadingInput> = {}): ReadingInput => ({
  text: printed,
  title: '某地工业对标提升转型发展行动方案',
  clauses: [],
  provisions: [],
  ...over,
});

describe('reading a gazette text', () => {
  it('joins lines that were broken in the middle of words, across blank lines and pages', () => {
    const blocks = readDocument(input()).map((b) => [b.kind, wordsOf(b)]);
    expect(blocks).toEqual([
      ['letterhead', '自治区党委办公厅　人民政府办公厅'],
      ['title', '关于印发《某地工业对标提升转型发展行动方案》的通知'],
      ['addressee', '各市、县（区）党委和人民政府，区直各部委办厅局，各人民团体、直属事业单位，各大型企业：'],
      ['paragraph', '现印发给你们，请结合实际认真贯彻落实。'],
      ['signature', '人民政府办公厅'],
      ['signature', '２０１８年９月５日'],
      ['note', '（此件公开发布）'],
      ['title', '某地工业对标提升转型发展行动方案'],
      ['heading', '一、实施行动'],
      ['heading', '（一）实施智能制造行动'],
      [
        'paragraph',
        '推广智能制造。|大力提升重点行业智能化水平，建成一批智能制造示范项目。|每年培育８至１０个自治区智能工厂和数字化车间。|到２０２０年建成３０家左右智能工厂，到２０２２年达到７０家以上。',
      ],
      ['responsibility', '（牵头单位：自治区经济和信息化委；配合单位：自治区财政厅，各市、县〈区〉）'],
      [
        'paragraph',
        '推广工业机器人。|着眼提高企业生产效率和装备技术水平，大力推广应用。|在化工、民爆等行业，推进机器手臂应用。',
      ],
      ['heading', '（二）优化环境。'],
      ['paragraph', '全面深化“放管服”改革，优化服务。'],
    ]);
  });

  it('cuts a sentence where a provision begins and ends, in characters of the source', () => {
    const start = printed.indexOf('３０家左右智能工厂');
    const span = { start, end: start + '３０家左右智能工厂'.length };
    const blocks = readDocument(input({ provisions: [{ id: 'A1', span }] }));
    const segments = blocks.flatMap((b) => b.sentences).flatMap((s) => s.segments);
    const marked = segments.filter((s) => s.provisions.length > 0);
    expect(marked).toEqual([{ ...span, text: '３０家左右智能工厂', provisions: ['A1'] }]);
  });

  it('names the innermost clause a block stands in', () => {
    const at = (s: string) => printed.indexOf(s);
    const outer = { start: at('一、实施行动'), end: printed.length };
    const inner = { start: at('（一）实施智能'), end: at('（二）优化') };
    const blocks = readDocument(
      input({
        clauses: [
          { id: '一', span: { start: outer.start, end: outer.start + 6 }, body: outer },
          { id: '一（一）', span: { start: inner.start, end: inner.start + 11 }, body: inner },
        ],
      }),
    );
    expect(blocks.find((b) => wordsOf(b).startsWith('推广智能制造'))?.clause).toBe('一（一）');
    expect(blocks.find((b) => wordsOf(b).startsWith('全面深化'))?.clause).toBe('一');
    expect(blocks[0]?.clause).toBe('');
  });

  it('leaves a text alone whose lines are paragraphs already', () => {
    const text =
      '某规划\n（一）目标。到2027年，规上工业增加值超过2800亿元。\n数字化研发设计工具普及率达到68%。\n';
    const blocks = readDocument(input({ text, title: '某规划' })).map(wordsOf);
    expect(blocks).toEqual([
      '某规划',
      '（一）目标。',
      '到2027年，规上工业增加值超过2800亿元。',
      '数字化研发设计工具普及率达到68%。',
    ]);
  });

  it('keeps a space between words and drops one that scanning put beside a bracket', () => {
    expect(readable('办公厅 ２０１８年 〔１〕', 0, 13)).toBe('办公厅 ２０１８年〔１〕');
  });

  it('loses and doubles no character, whatever the text', () => {
    const bits = fc.constantFrom(
      '一、',
      '（一）',
      '。',
      '；',
      '\n',
      ' ',
      '《',
      '》',
      '工业',
      '———',
      '：',
      '）',
      '（',
      '办',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 60 }), fc.nat(80), fc.nat(20), (parts, from, length) => {
        const text = parts.join('');
        const start = Math.min(from, text.length);
        const span = { start, end: Math.min(start + length, text.length) };
        const blocks = readDocument({ text, title: '某方案', clauses: [], provisions: [{ id: 'A', span }] });
        const covered = blocks.flatMap((b) => b.sentences).flatMap((s) => s.segments);
        const seen = covered.map((s) => text.slice(s.start, s.end)).join('');
        expect(seen.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        for (let i = 1; i < covered.length; i += 1)
          expect(covered[i]!.start).toBeGreaterThanOrEqual(covered[i - 1]!.end);
      }),
    );
  });

  const source = new URL('../../../content/plans/ningxia-2018/source.txt', import.meta.url);
  if (existsSync(source))
    it('reads the whole plan of 2018: 19 headings, 21 brackets of responsibility, no paragraph that breaks off', () => {
      const text = readFileSync(source, 'utf8');
      const blocks = readDocument(input({ text, title: '宁夏回族自治区工业对标提升转型发展行动方案' }));
      const of = (kind: string) => blocks.filter((b) => b.kind === kind);
      expect(of('heading')).toHaveLength(19);
      expect(
        of('responsibility')
          .map(wordsOf)
          .every((w) => /^（牵头单位：.*）$/.test(w)),
      ).toBe(true);
      expect(of('responsibility')).toHaveLength(21);
      for (const b of of('paragraph')) expect(wordsOf(b)).toMatch(/[。；]$/);
      expect(of('title')).toHaveLength(2);
      expect(of('signature')).toHaveLength(3);
    });
});
