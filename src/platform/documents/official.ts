/**
 * Official documents (公文) as .docx by GB/T 9704-2012: A4, 22 lines of 28 characters, red head, 版记, page numbers outside. Fonts are named, not embedded.
 * Words: organ (发文机关标志), number (发文字号), addressee (主送机关), colophon (版记).
 */
import {
  AlignmentType,
  BorderStyle,
  Document,
  DocumentGridType,
  Footer,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  RelativeHorizontalPosition,
  RelativeVerticalPosition,
  Table,
  TableAnchorType,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
  type IParagraphOptions,
} from 'docx';
import type { Day } from '#kernel';

export type OfficialBlock =
  /** 一、 (1) · （一） (2) · 1. (3) · （1） (4); the number stands in the text. */
  | { readonly kind: 'level'; readonly level: 1 | 2 | 3 | 4; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | {
      readonly kind: 'table';
      readonly title?: string;
      /** Shares of the width, per cent. */
      readonly widths: readonly number[];
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

export interface OfficialDocument {
  /** 发文机关标志, in red; without it no red head (公告 on a page of its own). */
  readonly organ?: string;
  /** 发文字号, as 宁工信〔2018〕1号. */
  readonly number?: string;
  /** Stands in red above everything: figures that are invented, say. */
  readonly warning?: string;
  /** Lines of the title, whole words each. */
  readonly title: readonly string[];
  readonly addressee?: string;
  readonly blocks: readonly OfficialBlock[];
  readonly attachments?: readonly string[];
  readonly signer: string;
  readonly date: Day;
  /** 附注, without brackets. */
  readonly note?: string;
  readonly copies?: string;
  readonly printedBy?: string;
}

const LINE = 579;
/** 28 characters of 3号 (320 twips) do not fit the 8845 twips of a line: each gives up five. A character grid would say the same, but LibreOffice gives a wide character two cells of it. */
const TIGHTER = -5;
const CHAR = 320 + TIGHTER;
/** 156 mm */
const WIDTH = 8845;
const RED = 'E60012';
const font = (eastAsia: string) => ({ ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia });
const fangsong = font('仿宋_GB2312');
const hei = font('黑体');
const kai = font('楷体_GB2312');
const biaosong = font('方正小标宋简体');
const song = { ascii: '宋体', hAnsi: '宋体', eastAsia: '宋体' };

/** 2018年9月5日: Arabic, no leading zeros. */
export const officialDay = (d: Day): string =>
  `${Number(d.slice(0, 4))}年${Number(d.slice(5, 7))}月${Number(d.slice(8, 10))}日`;

/** Width in characters of the grid; half-width signs count a half. */
const widthOf = (s: string): number => [...s].reduce((w, c) => w + (c.charCodeAt(0) < 0x2e80 ? 0.5 : 1), 0);

const para = (
  text: string,
  o: Omit<IParagraphOptions, 'children'> & { font?: typeof fangsong; size?: number; color?: string } = {},
): Paragraph => {
  const { font: f = fangsong, size = 32, color = '000000', ...rest } = o;
  return new Paragraph({
    spacing: { line: LINE, lineRule: LineRuleType.EXACT, before: 0, after: 0 },
    ...rest,
    children: [
      new TextRun({ text, size, color, font: f, ...(size === 32 ? { characterSpacing: TIGHTER } : {}) }),
    ],
  });
};
const blank = (lines = 1): Paragraph[] => Array.from({ length: lines }, () => para(''));
const indented = { indent: { firstLine: 2 * CHAR } };
const levels = { 1: hei, 2: kai, 3: fangsong, 4: fangsong } as const;

const rule = (size: number) => ({ style: BorderStyle.SINGLE, size, color: '000000' });

function tableOf(b: Extract<OfficialBlock, { kind: 'table' }>): (Paragraph | Table)[] {
  const cell = (text: string, i: number, head: boolean): TableCell =>
    new TableCell({
      width: { size: b.widths[i] ?? 10, type: WidthType.PERCENTAGE },
      verticalAlign: VerticalAlign.CENTER,
      margins: { left: 60, right: 60, top: 0, bottom: 0 },
      children: [
        new Paragraph({
          alignment: head || /^[-−+]?[\d.,%—]+$/.test(text) ? AlignmentType.CENTER : AlignmentType.LEFT,
          spacing: { line: 400, lineRule: LineRuleType.EXACT },
          children: [new TextRun({ text, size: 24, font: head ? hei : fangsong })],
        }),
      ],
    });
  const table = new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      new TableRow({ tableHeader: true, cantSplit: true, children: b.head.map((h, i) => cell(h, i, true)) }),
      ...b.rows.map((r) => new TableRow({ cantSplit: true, children: r.map((c, i) => cell(c, i, false)) })),
    ],
  });
  return [
    ...(b.title === undefined
      ? []
      : [para(b.title, { alignment: AlignmentType.CENTER, font: hei, keepNext: true })]),
    table,
  ];
}

const blockOf = (b: OfficialBlock): (Paragraph | Table)[] =>
  b.kind === 'table'
    ? tableOf(b)
    : b.kind === 'level'
      ? [para(b.text, { ...indented, font: levels[b.level], keepNext: b.level < 3 })]
      : [para(b.text, indented)];

function head(d: OfficialDocument): Paragraph[] {
  const marks = d.warning === undefined ? [] : [para(d.warning, { font: hei, color: 'B3261E' })];
  if (d.organ === undefined) return [...marks, ...(marks.length > 0 ? blank() : [])];
  // The top edge of the organ's name stands 35 mm (1984 twips) below the top of the type area.
  return [
    ...marks,
    para(d.organ, {
      alignment: AlignmentType.CENTER,
      font: biaosong,
      size: Math.min(84, Math.floor(8800 / 10 / Math.max(1, widthOf(d.organ)))),
      color: RED,
      spacing: { before: 1984 - marks.length * LINE, line: 1000, lineRule: LineRuleType.EXACT, after: 0 },
    }),
    ...blank(2),
    // 4 mm below the number, as wide as the type area.
    para(d.number ?? '', {
      alignment: AlignmentType.CENTER,
      border: { bottom: { style: BorderStyle.SINGLE, size: 12, color: RED, space: 11 } },
    }),
    ...blank(2),
  ];
}

/** Sealed documents: the date four characters from the right, the signer centred above it. */
function signature(d: OfficialDocument): Paragraph[] {
  const date = officialDay(d.date);
  const right = Math.max(0, 4 + (widthOf(date) - widthOf(d.signer)) / 2);
  return [
    ...blank(2),
    para(d.signer, {
      alignment: AlignmentType.RIGHT,
      indent: { right: Math.round(right * CHAR) },
      keepNext: true,
    }),
    para(date, { alignment: AlignmentType.RIGHT, indent: { right: 4 * CHAR } }),
    ...(d.note === undefined ? [] : [para(`（${d.note}）`, indented)]),
  ];
}

/** At the foot of the last page: copies, who printed it and when; outer rules 0.35 mm, inner 0.25 mm. */
function colophon(d: OfficialDocument): Table[] {
  if (d.printedBy === undefined) return [];
  const lines = [
    ...(d.copies === undefined ? [] : [`抄送：${d.copies}。`]),
    `${d.printedBy}\t${officialDay(d.date)}印发`,
  ];
  const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };
  return [
    new Table({
      width: { size: WIDTH, type: WidthType.DXA },
      columnWidths: [WIDTH],
      layout: TableLayoutType.FIXED,
      float: {
        horizontalAnchor: TableAnchorType.MARGIN,
        verticalAnchor: TableAnchorType.MARGIN,
        relativeHorizontalPosition: RelativeHorizontalPosition.CENTER,
        relativeVerticalPosition: RelativeVerticalPosition.BOTTOM,
      },
      borders: {
        top: rule(8),
        bottom: rule(8),
        left: none,
        right: none,
        insideHorizontal: rule(6),
        insideVertical: none,
      },
      rows: lines.map(
        (text) =>
          new TableRow({
            cantSplit: true,
            children: [
              new TableCell({
                margins: { left: 0, right: 0, top: 0, bottom: 0 },
                children: [
                  para(text, {
                    size: 28,
                    tabStops: [{ type: 'right', position: WIDTH - CHAR }],
                    indent: { left: CHAR, right: CHAR },
                  }),
                ],
              }),
            ],
          }),
      ),
    }),
  ];
}

const pageNumber = (alignment: 'left' | 'right') =>
  new Footer({
    children: [
      new Paragraph({
        alignment,
        indent: alignment === 'right' ? { right: CHAR } : { left: CHAR },
        children: [new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'], size: 28, font: song })],
      }),
    ],
  });

/** The document as .docx; equal values give equal words. */
export async function writeOfficial(d: OfficialDocument): Promise<Uint8Array> {
  const document = new Document({
    creator: '对标',
    title: d.title.join(''),
    evenAndOddHeaderAndFooters: true,
    styles: { default: { document: { run: { size: 32, font: fangsong } } } },
    sections: [
      {
        properties: {
          page: {
            size: { width: 11906, height: 16838 },
            // 22 lines of 579 twips fill the type area; 580 would overflow by four twips and lose a line.
            margin: { top: 2098, bottom: 1984, left: 1588, right: 1474, header: 850, footer: 1300 },
          },
          grid: { type: DocumentGridType.LINES, linePitch: LINE },
        },
        footers: { default: pageNumber('right'), even: pageNumber('left') },
        children: [
          ...head(d),
          ...d.title.map((line) => para(line, { alignment: AlignmentType.CENTER, font: biaosong, size: 44 })),
          ...blank(),
          ...(d.addressee === undefined ? [] : [para(`${d.addressee}：`)]),
          ...d.blocks.flatMap(blockOf),
          ...(d.attachments === undefined || d.attachments.length === 0
            ? []
            : [
                ...blank(),
                ...d.attachments.map((a, i) =>
                  para(
                    `${i === 0 ? '附件：' : '　　　'}${d.attachments!.length > 1 ? `${i + 1}.` : ''}${a}`,
                    indented,
                  ),
                ),
              ]),
          ...signature(d),
          ...colophon(d),
          // What floats is anchored in a paragraph that follows it.
          para('', { size: 2, spacing: { line: 20, lineRule: LineRuleType.EXACT } }),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}
