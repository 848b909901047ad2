import { crc32, deflateRawSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { writeXlsx } from 'hucre';
import { describe, expect, test } from 'vitest';
import { referenceData } from '#test/reference-data';
import {
  columnLetter,
  defaultLimits,
  readWorkbook,
  readWorkbookSafely,
  writeCsv,
  writeWorkbook,
  type Sheet,
  type Workbook,
} from './index.ts';

const utf8 = (s: string): Uint8Array => new TextEncoder().encode(s);
const utf16 = (s: string, littleEndian: boolean): Uint8Array => {
  const out = new DataView(new ArrayBuffer(2 * s.length + 2));
  for (const [i, c] of [...`\uFEFF${s}`].entries()) out.setUint16(2 * i, c.charCodeAt(0), littleEndian);
  return new Uint8Array(out.buffer);
};
const texts = (s: Sheet | undefined): string[][] => (s?.rows ?? []).map((r) => r.map((c) => c.text));
const codes = (w: Workbook): string[] => w.findings.map((f) => f.code);
const csv = async (text: string | Uint8Array, name = '表.csv'): Promise<string[][]> => {
  const book = await readWorkbook(typeof text === 'string' ? utf8(text) : text, name);
  expect(book.findings).toEqual([]);
  return texts(book.sheets[0]);
};

interface Entry {
  readonly name: string;
  readonly packed: Uint8Array;
  readonly method?: number;
  readonly crc?: number;
  /** Size written in the archive; not always the true one. */
  readonly declared: number;
}
/** An archive byte by byte, so that it can lie about itself. */
function zip(entries: readonly Entry[], end: { count?: number; directorySize?: number } = {}): Uint8Array {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const e of entries) {
    const name = Buffer.from(e.name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(e.method ?? 8, 8);
    head.writeUInt32LE(e.crc ?? 0, 14);
    head.writeUInt32LE(e.packed.length, 18);
    head.writeUInt32LE(e.declared, 22);
    head.writeUInt16LE(name.length, 26);
    const c = Buffer.alloc(46);
    c.writeUInt32LE(0x02014b50, 0);
    c.writeUInt16LE(e.method ?? 8, 10);
    c.writeUInt32LE(e.crc ?? 0, 16);
    c.writeUInt32LE(e.packed.length, 20);
    c.writeUInt32LE(e.declared, 24);
    c.writeUInt16LE(name.length, 28);
    c.writeUInt32LE(at, 42);
    local.push(head, name, Buffer.from(e.packed));
    central.push(c, name);
    at += 30 + name.length + e.packed.length;
  }
  const directory = Buffer.concat(central);
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE(end.count ?? entries.length, 8);
  tail.writeUInt16LE(end.count ?? entries.length, 10);
  tail.writeUInt32LE(end.directorySize ?? directory.length, 12);
  tail.writeUInt32LE(at, 16);
  return Buffer.concat([...local, directory, tail]);
}
const MB = 1024 * 1024;
/** 64 MB of zeros pack into 64 kB. */
const zeros = deflateRawSync(new Uint8Array(64 * MB), { level: 9 });

describe('columnLetter', () => {
  test.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [701, 'ZZ'],
    [702, 'AAA'],
    [16_383, 'XFD'],
  ])('column %i is %s', (index, letter) => {
    expect(columnLetter(index)).toBe(letter);
  });
});

describe('xlsx there and back', () => {
  test('texts, numbers, blanks and cell names', async () => {
    const bytes = await writeWorkbook({
      sheets: [
        {
          name: '企业表',
          columns: [{ title: '企业名称' }, { title: '产值（万元）', width: 20 }, { title: '备注' }],
          rows: [
            ['甲公司', 12_345.67, null],
            ['乙公司', -0.000_000_12, '有\n换行'],
            ['丙公司', 1e21, undefined],
            ['丁公司', 0, '00123'],
          ],
        },
      ],
    });
    const book = await readWorkbook(bytes, '表.xlsx');
    expect(book.findings).toEqual([]);
    expect(book.sheets.map((s) => s.name)).toEqual(['企业表']);
    expect(texts(book.sheets[0])).toEqual([
      ['企业名称', '产值（万元）', '备注'],
      ['甲公司', '12345.67', ''],
      ['乙公司', '-0.00000012', '有\n换行'],
      ['丙公司', '1000000000000000000000', ''],
      ['丁公司', '0', '00123'],
    ]);
    expect(book.sheets[0]!.rows[1]![1]).toEqual({
      text: '12345.67',
      number: '12345.67',
      kind: 'number',
      ref: 'B2',
    });
    expect(book.sheets[0]!.rows[4]![2]!.kind).toBe('text');
    expect(book.sheets[0]!.rows[1]![2]!.kind).toBe('blank');
  });

  test('any texts and numbers come back as they were', async () => {
    // XML folds \r; that is the reader's rule too (\r\n is \n).
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((s) => s.trim() === s);
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, number), { minLength: 1, maxLength: 10 }), async (rows) => {
        const bytes = await writeWorkbook({
          sheets: [{ name: 's', columns: [{ title: 'a' }, { title: 'b' }], rows }],
        });
        const book = await readWorkbook(bytes, 's.xlsx');
        expect(book.sheets[0]!.rows.slice(1).map((r) => [r[0]!.text, Number(r[1]!.number) + 0])).toEqual(
          rows.map(([t, n]) => [t, n + 0]),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('a formula in a name stays a name', async () => {
    const bytes = await writeWorkbook({
      sheets: [{ name: 's', columns: [{ title: '=1+1' }], rows: [['=HYPERLINK("http://x")'], ['@SUM(A1)']] }],
    });
    const cells = (await readWorkbook(bytes, 's.xlsx')).sheets[0]!.rows.flat();
    expect(cells.map((c) => [c.kind, c.text])).toEqual([
      ['text', '=1+1'],
      ['text', '=HYPERLINK("http://x")'],
      ['text', '@SUM(A1)'],
    ]);
    expect(new TextDecoder('latin1').decode(bytes)).not.toContain('<f>');
  });

  test('characters that XML cannot hold are left out', async () => {
    const bytes = await writeWorkbook({
      sheets: [{ name: 's', columns: [{ title: 'a' }], rows: [['甲\u0000\u0007乙\u001F']] }],
    });
    expect(texts((await readWorkbook(bytes, 's.xlsx')).sheets[0])).toEqual([['a'], ['甲乙']]);
  });

  test('names of sheets are made fit: forbidden characters, length, no two alike whatever their case', async () => {
    const sheet = (name: string) => ({ name, columns: [{ title: 'a' }], rows: [['x']] });
    const long = '很长的名字'.repeat(8);
    const bytes = await writeWorkbook({
      sheets: ['2019/2020:[表]', 'Data', 'data', 'DATA', '', "'引'", long, `${long}二`].map(sheet),
    });
    const names = (await readWorkbook(bytes, 's.xlsx')).sheets.map((s) => s.name);
    expect(names).toEqual([
      '2019 2020  表',
      'Data',
      'data (2)',
      'DATA (3)',
      'Sheet5',
      '引',
      long.slice(0, 31),
      `${long.slice(0, 27)} (2)`,
    ]);
  });

  test('a cell shown as a percentage is read as a person sees it, exactly', async () => {
    const percent = (value: number, numFmt = '0.0%') => ({
      value,
      type: 'number' as const,
      style: { numFmt },
    });
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 's',
          rows: [
            ['率', '额'],
            [0.07, 0.07],
            [1.1, 3],
            [0.5, 1],
          ],
          cells: new Map([
            ['1,0', percent(0.07)],
            ['2,0', percent(1.1, '0%')],
            // Here the sign is only a word, the figure is not multiplied.
            ['3,0', percent(0.5, '0.0"%"')],
          ]),
        },
      ],
    });
    const rows = (await readWorkbook(bytes, 's.xlsx')).sheets[0]!.rows;
    expect(rows.slice(1).map((r) => r.map((c) => [c.text, c.number, c.kind]))).toEqual([
      [
        ['7%', '0.07', 'number'],
        ['0.07', '0.07', 'number'],
      ],
      [
        ['110%', '1.1', 'number'],
        ['3', '3', 'number'],
      ],
      [
        ['0.5', '0.5', 'number'],
        ['1', '1', 'number'],
      ],
    ]);
  });

  test('days are read as days, merged blocks are kept, empty sheets are named', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 's',
          rows: [
            ['产值', null],
            ['2018', new Date(Date.UTC(2019, 11, 31))],
          ],
          merges: [{ startRow: 0, startCol: 0, endRow: 0, endCol: 1 }],
        },
        { name: '空', rows: [] },
      ],
    });
    const book = await readWorkbook(bytes, 's.xlsx');
    expect(book.sheets[0]!.merges).toEqual([{ top: 0, left: 0, bottom: 0, right: 1 }]);
    expect(book.sheets[0]!.rows[1]![1]).toEqual({ text: '2019-12-31', kind: 'date', ref: 'B2' });
    expect(book.findings).toEqual([{ code: 'I005', severity: 'info', path: '空', params: { sheet: '空' } }]);
  });
});

describe('text files', () => {
  const text = '企业名称,产值\r\n甲公司,１２\r\n"乙,公司","3"\r\n';
  const grid = [
    ['企业名称', '产值'],
    ['甲公司', '１２'],
    ['乙,公司', '3'],
  ];
  // 企业名称,产值 / 甲公司,１２ / "乙,公司","3" in GB 18030.
  const gb18030 = Buffer.from(
    'c6f3d2b5c3fbb3c62cb2fad6b50d0abcd7b9abcbbe2ca3b1a3b20d0a22d2d22cb9abcbbe222c2233220d0a',
    'hex',
  );

  test('the same table in UTF-8, UTF-8 with a mark, UTF-16 both ways and GB 18030', async () => {
    for (const bytes of [utf8(text), utf8(`\uFEFF${text}`), utf16(text, true), utf16(text, false), gb18030])
      expect(await csv(bytes)).toEqual(grid);
  });

  test('a character of four bytes in GB 18030', async () => {
    // 㐀 (U+3400) is 81 39 EE 39; 甲 is BC D7.
    expect(await csv(Buffer.from('bcd72c318139ee390a', 'hex'))).toEqual([['甲', '1㐀']]);
  });

  test('line ends of every system, and none at the end', async () => {
    for (const eol of ['\n', '\r\n', '\r'])
      expect(await csv(['a,b', '1,2', '"x\ny",3'].join(eol))).toEqual([
        ['a', 'b'],
        ['1', '2'],
        ['x\ny', '3'],
      ]);
  });

  test('quotes inside quotes, blank cells, blank rows between and after', async () => {
    expect(await csv('a,b,c\n"说""好""",,\n\n,2,\n,,\n\n')).toEqual([
      ['a', 'b', 'c'],
      ['说"好"', '', ''],
      [''],
      ['', '2', ''],
    ]);
  });

  test('tab, semicolon and bar are found, also where every line holds thousands', async () => {
    expect(await csv('名称\t产值\t人数\n甲\t1,234\t1,000\n乙\t5,678\t2,000\n', '表.tsv')).toEqual([
      ['名称', '产值', '人数'],
      ['甲', '1,234', '1,000'],
      ['乙', '5,678', '2,000'],
    ]);
    expect(await csv('名称;产值\n甲;1,5\n乙;2,5\n')).toEqual([
      ['名称', '产值'],
      ['甲', '1,5'],
      ['乙', '2,5'],
    ]);
    expect(await csv('a|b\n1|2\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(await csv('名称,说明\n甲,"a;b;c"\n乙,"d;e;f"\n')).toEqual([
      ['名称', '说明'],
      ['甲', 'a;b;c'],
      ['乙', 'd;e;f'],
    ]);
  });

  test('titles above a table do not hide its delimiter', async () => {
    expect((await csv('某市企业表\n单位：万元\n名称,产值\n甲,1\n乙,2\n丙,3\n')).at(-1)).toEqual(['丙', '3']);
  });

  test('a printed table is cut at its blanks', async () => {
    expect(await csv('名称  产值  人数\n甲公司  12.5  -3\n乙 公司  1  2\n', '表.txt')).toEqual([
      ['名称', '产值', '人数'],
      ['甲公司', '12.5', '-3'],
      ['乙 公司', '1', '2'],
    ]);
  });

  test('leading zeros and long codes stay as written', async () => {
    expect(await csv('代码,名称\n007,甲\n123456789012345678,乙\n')).toEqual([
      ['代码', '名称'],
      ['007', '甲'],
      ['123456789012345678', '乙'],
    ]);
  });

  test('text that begins like an archive is still text', async () => {
    expect(await csv('PK,值\n1,2\n')).toEqual([
      ['PK', '值'],
      ['1', '2'],
    ]);
  });

  test('errors of a spreadsheet are told from text', async () => {
    const book = await readWorkbook(utf8('a,b\n#DIV/0!,#REF!\n#N/A,#号厂\n'), 'a.csv');
    expect(book.sheets[0]!.rows.slice(1).map((r) => r.map((c) => c.kind))).toEqual([
      ['error', 'error'],
      ['error', 'text'],
    ]);
  });

  test('what writeCsv writes is read back, whatever the texts hold', async () => {
    const cell = fc
      .string({
        unit: fc.constantFrom('甲', 'a', '1', ',', '"', '\n', ';', '|', ' '),
        minLength: 1,
        maxLength: 8,
      })
      .filter((s) => s.trim() === s && !s.startsWith('\n'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 }), async (rows) => {
        // The parser, told the delimiter by its heads, must give the cells back; guessing it is tested above.
        const heads = ['甲列', '乙列', '丙列'];
        const written = writeCsv(heads, rows);
        const { parseCsv } = await import('hucre');
        expect(parseCsv(written, { delimiter: ',' })).toEqual([heads, ...rows]);
      }),
    );
  });
});

describe('writeCsv', () => {
  test('a mark for the spreadsheet, CRLF, quotes where they are due', () => {
    expect(
      writeCsv(
        ['名称', '值'],
        [
          ['甲,"乙"', 1.5],
          [null, undefined],
        ],
      ),
    ).toBe('\uFEFF名称,值\r\n"甲,""乙""",1.5\r\n,');
  });

  test.each(['=1+1', '+86 10', '-1+2', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＋1', '－1+2', '＠A1'])(
    '%j could pass for a formula and is disarmed',
    async (text) => {
      expect(writeCsv([text], [[text]]).match(/'/g)).toHaveLength(2);
      expect((await csv(writeCsv(['a', 'b'], [[text, 'x']])))[1]![0]).toBe(`'${text}`);
    },
  );

  test('negative numbers, as numbers or as text, are not formulas', () => {
    expect(writeCsv(['a'], [[-1], ['-1.50'], ['a=b']])).toBe('\uFEFFa\r\n-1\r\n-1.50\r\na=b');
  });
});

describe('what is refused', () => {
  test('an empty file and a file of blanks', async () => {
    expect(codes(await readWorkbook(new Uint8Array(), 'a.csv'))).toEqual(['I002']);
    expect(codes(await readWorkbook(utf8(' \r\n\t\r\n'), 'a.csv'))).toContain('I002');
    expect(codes(await readWorkbook(utf8('\uFEFF'), 'a.csv'))).toContain('I002');
    const blank = await writeXlsx({ sheets: [{ name: '空', rows: [] }] });
    expect(codes(await readWorkbook(blank, 'a.xlsx'))).toEqual(['I005', 'I002']);
  });

  test('an old .xls or an encrypted book, a PDF and other bytes, whatever their names say', async () => {
    const ole = Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]);
    for (const bytes of [ole, utf8('%PDF-1.7\n'), Uint8Array.from([1, 2, 0, 3])]) {
      const book = await readWorkbook(bytes, '表.xlsx');
      expect(codes(book)).toEqual(['I001']);
      expect(book.sheets).toEqual([]);
    }
  });

  test('an archive that is no workbook, one cut short, one damaged', async () => {
    const good = await writeWorkbook({ sheets: [{ name: 's', columns: [{ title: 'a' }], rows: [['x']] }] });
    const hello = deflateRawSync(utf8('hello'));
    const other = zip([{ name: 'word/document.xml', packed: hello, declared: 5, crc: crc32('hello') }]);
    const damaged = zip([{ name: 'x', packed: hello.subarray(0, 3), declared: 5 }]);
    for (const bytes of [other, damaged, good.subarray(0, good.length - 30), good.subarray(0, 40)])
      expect(codes(await readWorkbook(bytes, 'a.xlsx'))).toEqual(['I004']);
  });

  test('any bytes give an answer and never throw', async () => {
    const good = await writeWorkbook({ sheets: [{ name: 's', columns: [{ title: 'a' }], rows: [['x']] }] });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect((await readWorkbook(bytes, 'a')).sheets).toBeInstanceOf(Array);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bad = good.slice();
        bad[at]! ^= flip;
        expect((await readWorkbook(bad, 'a.xlsx')).sheets).toBeInstanceOf(Array);
      }),
    );
  });

  test('more rows or cells than the limit', async () => {
    const rows = utf8(`a,b\n${'1,2\n'.repeat(50)}`);
    expect(codes(await readWorkbook(rows, 'a.csv', { rows: 50 }))).toEqual(['I003']);
    expect(codes(await readWorkbook(rows, 'a.csv', { rows: 51 }))).toEqual([]);
    expect(codes(await readWorkbook(rows, 'a.csv', { cells: 101 }))).toEqual(['I003']);
    const book = await writeWorkbook({
      sheets: [{ name: 's', columns: [{ title: 'a' }], rows: Array.from({ length: 50 }, () => ['x']) }],
    });
    expect(codes(await readWorkbook(book, 'a.xlsx', { rows: 50 }))).toEqual(['I003']);
    expect(codes(await readWorkbook(book, 'a.xlsx', { rows: 51 }))).toEqual([]);
  });
});

describe('archives that unfold beyond measure', () => {
  /** Bytes held outside the heap stay within bounds: the bomb was not unfolded. */
  const refused = async (bytes: Uint8Array, limits = {}): Promise<void> => {
    expect(bytes.length).toBeLessThan(MB);
    const before = process.memoryUsage().arrayBuffers;
    const book = await readWorkbook(bytes, 'a.xlsx', limits);
    expect(codes(book)).toEqual(['I004']);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(450 * MB);
  };

  test('one that says so', async () => {
    await refused(zip([{ name: 'a', packed: zeros, declared: 0xffff_fff0 }]));
    await refused(zip([{ name: 'a', packed: zeros, declared: defaultLimits.unpacked + 1 }]));
  });

  test('one that says it is small', async () => {
    await refused(zip([{ name: 'a', packed: zeros, declared: 10 }]), { unpacked: 32 * MB });
    await refused(zip([{ name: 'a', packed: zeros, declared: 0 }]), { unpacked: 32 * MB });
  });

  test('one made of many entries, each within the limit', async () => {
    const many = Array.from({ length: 6 }, (_, i) => ({ name: `e${i}`, packed: zeros, declared: 1 }));
    await refused(zip(many));
  });

  test('one that hides a second directory behind the first (zip64)', async () => {
    const hello = deflateRawSync(utf8('hello'));
    const entry = { name: 'a', packed: hello, declared: 5, crc: crc32('hello') };
    for (const end of [{ directorySize: 0xffff_ffff }, { count: 0xffff }]) {
      const book = await readWorkbook(zip([entry], end), 'a.xlsx', { entries: 100_000 });
      expect(book.findings).toMatchObject([{ code: 'I004', params: { reason: '压缩方式不支持' } }]);
    }
  });

  test('one with more entries than any workbook, and one packed in a way nobody uses', async () => {
    await refused(
      zip(
        Array.from({ length: 2001 }, (_, i) => ({ name: `${i}`, packed: utf8(''), method: 0, declared: 0 })),
      ),
    );
    await refused(zip([{ name: 'a', packed: utf8('x'), method: 99, declared: 1 }]));
  });
});

describe('in a thread', () => {
  test('a good file is read, a bad one refused, as without the thread', async () => {
    const good = utf8('名称,值\n甲,1\n');
    expect(await readWorkbookSafely(good, 'a.csv')).toEqual(await readWorkbook(good, 'a.csv'));
    const bomb = zip([{ name: 'a', packed: zeros, declared: 10 }]);
    expect(codes(await readWorkbookSafely(bomb, 'a.xlsx', { unpacked: 32 * MB }))).toEqual(['I004']);
    expect(codes(await readWorkbookSafely(new Uint8Array(), 'a.csv'))).toEqual(['I002']);
  });
});

if (referenceData !== undefined) {
  const folder = join(referenceData, 'messy');
  const read = (name: string): Promise<Workbook> => readWorkbook(readFileSync(join(folder, name)), name);

  describe('published files', () => {
    test.each([
      ['beijing_plants_2003.xlsx', [['Sheet1', 31, 10]], []],
      ['beijing_plants_2010.xlsx', [['Sheet1', 30, 10]], ['I005', 'I005']],
      ['sichuan_plants_2000.xlsx', [['Sheet1', 282, 3]], ['I005', 'I005']],
      [
        'mexico_power_permits_2016.xlsx',
        [
          ['Permisos administrados', 1352, 15],
          ['Permisos terminados', 519, 8],
        ],
        [],
      ],
      ['ningxia_divisions_gb18030_crlf.csv', [['ningxia_divisions_gb18030_crlf', 288, 4]], []],
      [
        'xinjiang_2004_sector_large_medium_as_printed.txt',
        [['xinjiang_2004_sector_large_medium_as_printed', 17, 11]],
        [],
      ],
    ] as const)('%s has its sheets, rows and columns', async (name, sizes, found) => {
      const book = await read(name);
      expect(
        book.sheets.map((s) => [s.name, s.rows.length, Math.max(...s.rows.map((r) => r.length))]),
      ).toEqual(sizes);
      expect(codes(book)).toEqual(found);
    });

    test('figures stay exact, days are days, words among days stay words', async () => {
      const rows = (await read('mexico_power_permits_2016.xlsx')).sheets[0]!.rows;
      expect(rows[2]!.map((c) => c.text).slice(3, 10)).toEqual([
        'COG.',
        '1994-07-20',
        '07/COG/94',
        '18',
        '88.35',
        '18',
        '1994-10-15',
      ]);
      expect(rows[4]![9]).toMatchObject({ text: 'Antes de 92', kind: 'text' });
    });

    test('the transcoded table reads like its UTF-8 original', async () => {
      const original = readFileSync(join(referenceData!, 'codes/ningxia_divisions.csv'));
      const [a, b] = [
        await read('ningxia_divisions_gb18030_crlf.csv'),
        await readWorkbook(original, 'o.csv'),
      ];
      expect(texts(a.sheets[0])).toEqual(texts(b.sheets[0]));
      expect(texts(a.sheets[0])[1]).toEqual(['province', '640000', '宁夏回族自治区', '']);
    });

    test('a merged block outside the figures does not disturb them', async () => {
      const book = await read('sichuan_plants_2000.xlsx');
      expect(book.sheets[0]!.merges).toEqual([{ top: 31, left: 3, bottom: 78, right: 3 }]);
      expect(texts(book.sheets[0])[1]).toEqual(['洪雅城东水电站', '84000', '14302']);
    });
  });
}
