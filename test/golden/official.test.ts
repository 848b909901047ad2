/** The official document against GB/T 9704-2012, in the file and as LibreOffice lays it out (22 lines of 28 characters, margins 37/35/28/26 mm). */
import { unzipSync, strFromU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { day } from '#kernel';
import { officialDay, writeOfficial, type OfficialDocument } from '#platform/documents';
import { rendered } from '#test/office';

const sentence = '园区对标完成率按完成对标的企业数与备案被受理的企业数之比计算';
const bare: OfficialDocument = {
  title: ['公示'],
  blocks: [{ kind: 'paragraph', text: sentence.repeat(70) }],
  signer: '自治区工业和信息化厅',
  date: day('2018-09-05'),
};
const whole: OfficialDocument = {
  ...bare,
  organ: '宁夏回族自治区工业和信息化厅文件',
  number: '宁工信〔2018〕1号',
  title: ['关于2018年工业企业行业对标', '评价结果的通报'],
  addressee: '各市、县（区）工业和信息化主管部门',
  blocks: [
    { kind: 'level', level: 1, text: '一、总体情况' },
    { kind: 'paragraph', text: sentence },
    { kind: 'table', title: '表1', widths: [50, 50], head: ['企业', '得分'], rows: [['甲', '90.5']] },
  ],
  attachments: ['标杆奖名单', '进步奖名单'],
  note: '此件公开发布',
  copies: '自治区党委办公厅',
  printedBy: '自治区工业和信息化厅办公室',
};

const part = async (d: OfficialDocument, name: string): Promise<string> =>
  strFromU8(unzipSync(await writeOfficial(d))[name]!);

describe('official documents', () => {
  it('says paper, margins, line pitch and fonts as the standard has them', async () => {
    const xml = await part(whole, 'word/document.xml');
    expect(xml).toContain('w:w="11906" w:h="16838"');
    for (const edge of ['w:top="2098"', 'w:bottom="1984"', 'w:left="1588"', 'w:right="1474"'])
      expect(xml).toContain(edge);
    expect(xml).toContain('w:linePitch="579"');
    for (const name of ['仿宋_GB2312', '黑体', '方正小标宋简体'])
      expect(xml).toContain(`w:eastAsia="${name}"`);
    expect(xml).toContain('w:color w:val="E60012"');
  });

  it('days are Arabic without leading zeros', () => {
    expect(officialDay(day('2018-09-05'))).toBe('2018年9月5日');
    expect(officialDay(day('2018-12-31'))).toBe('2018年12月31日');
  });

  it('LibreOffice sets 22 lines of 28 characters inside the type area', async () => {
    const { pages, lines } = rendered(await writeOfficial(bare));
    const second = lines.filter((l) => l.page === 2 && !l.text.includes('—'));
    expect(pages).toBe(4);
    expect(second).toHaveLength(22);
    for (const l of second) {
      expect([...l.text]).toHaveLength(28);
      expect(l.x).toBeGreaterThan(27.5);
      expect(l.x).toBeLessThan(28.6);
      expect(l.right).toBeLessThan(184.6);
    }
    expect(second[0]!.y).toBeGreaterThan(36);
    expect(second.at(-1)!.y).toBeLessThan(262);
    // The number stands on the right of odd pages and on the left of even ones.
    const numbers = lines.filter((l) => /^—\d+—$/.test(l.text));
    expect(numbers.map((l) => l.text)).toEqual(['—1—', '—2—', '—3—', '—4—']);
    expect(numbers[0]!.x).toBeGreaterThan(150);
    expect(numbers[1]!.x).toBeLessThan(50);
  });

  it('red head, number, title, body, annexes, signature and colophon come in order', async () => {
    const { pages, lines } = rendered(await writeOfficial(whole));
    expect(pages).toBe(2);
    const order = [
      '文件',
      '宁工信〔2018〕1号',
      '评价结果的通报',
      '各市',
      '一、总体情况',
      '标杆奖名单',
      '2018年9月5日',
      '此件公开发布',
      '抄送',
    ];
    const at = order.map((text) => lines.findIndex((l) => l.text.includes(text)));
    expect(at).not.toContain(-1);
    expect(at.toSorted((a, b) => a - b)).toEqual(at);
  });
});
