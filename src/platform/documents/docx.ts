/** A page as .docx. */
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Packer,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import type { Block, Cell, Page } from './page.ts';

const song = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: '宋体' };
const hei = { ascii: 'Arial', hAnsi: 'Arial', eastAsia: '黑体' };
const ink = { plain: '1F2933', good: '236B43', warn: '8A5A00', bad: 'B3261E' } as const;
const line = { style: BorderStyle.SINGLE, size: 4, color: 'B9C0C8' };
const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };

const cellOf = (c: Cell, width: number, head: boolean): TableCell =>
  new TableCell({
    width: { size: width, type: WidthType.PERCENTAGE },
    verticalAlign: VerticalAlign.CENTER,
    margins: { top: 40, bottom: 40, left: 80, right: 80 },
    ...(head ? { shading: { type: ShadingType.CLEAR, fill: 'F0F2F5', color: 'auto' } } : {}),
    children: [
      new Paragraph({
        alignment: c.right ? AlignmentType.RIGHT : AlignmentType.LEFT,
        children: [
          new TextRun({ text: c.text, size: 19, bold: head, color: ink[c.tone ?? 'plain'], font: song }),
        ],
      }),
    ],
  });

function blockOf(b: Block): Paragraph | Table {
  if (b.kind === 'heading')
    return new Paragraph({
      spacing: { before: 180, after: 80 },
      keepNext: true,
      children: [new TextRun({ text: b.text, size: 23, bold: true, color: '1C4F7C', font: hei })],
    });
  if (b.kind === 'paragraph')
    return new Paragraph({
      spacing: { after: 60, line: 300 },
      children: [
        new TextRun({
          text: b.text,
          size: b.quiet ? 17 : 21,
          color: b.quiet ? '55606E' : ink.plain,
          font: song,
        }),
      ],
    });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    borders: {
      top: line,
      bottom: line,
      left: none,
      right: none,
      insideHorizontal: line,
      insideVertical: none,
    },
    rows: [
      new TableRow({
        tableHeader: true,
        children: b.head.map((text, i) =>
          cellOf({ text, right: b.rows[0]?.[i]?.right === true }, b.widths[i] ?? 10, true),
        ),
      }),
      ...b.rows.map(
        (row) =>
          new TableRow({
            cantSplit: true,
            children: row.map((c, i) => cellOf(c, b.widths[i] ?? 10, false)),
          }),
      ),
    ],
  });
}

/** A4, margins of 20 mm, as .docx. The same page gives the same words; the package's own time stamps are the library's. */
export async function writeDocx(page: Page): Promise<Uint8Array> {
  const mm = (n: number): number => Math.round((n * 1440) / 25.4);
  const document = new Document({
    creator: '对标',
    title: page.title,
    sections: [
      {
        properties: {
          page: {
            size: { width: mm(210), height: mm(297) },
            margin: { top: mm(18), bottom: mm(16), left: mm(20), right: mm(20) },
          },
        },
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                alignment: AlignmentType.CENTER,
                children: [new TextRun({ text: page.footer, size: 15, color: '55606E', font: song })],
              }),
            ],
          }),
        },
        children: [
          ...(page.warning === undefined
            ? []
            : [
                new Paragraph({
                  alignment: AlignmentType.CENTER,
                  children: [
                    new TextRun({ text: page.warning, size: 20, bold: true, color: ink.bad, font: hei }),
                  ],
                }),
              ]),
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { after: 40 },
            children: [new TextRun({ text: page.title, size: 34, bold: true, font: hei })],
          }),
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { after: 120 },
            children: [new TextRun({ text: page.subtitle, size: 19, color: '55606E', font: song })],
          }),
          ...page.blocks.map(blockOf),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}
