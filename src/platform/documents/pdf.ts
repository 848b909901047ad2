/** A page as .pdf: one A4 sheet, its font inside as a subset, its text readable by programs. What would not fit is set smaller, not cut. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import type { Block, Cell, Page, Tone } from './page.ts';

const mm = (n: number): number => (n * 72) / 25.4;
const WIDTH = mm(210);
const HEIGHT = mm(297);
const LEFT = mm(20);
const TOP = mm(16);
const INNER = WIDTH - 2 * LEFT;
/** Where the footer begins; the text ends above it. */
const FOOT = HEIGHT - mm(14);
const ink: Readonly<Record<Tone, string>> = {
  plain: '#1F2933',
  good: '#236B43',
  warn: '#8A5A00',
  bad: '#B3261E',
};
const QUIET = '#55606E';
const BLUE = '#1C4F7C';
const LINE = '#B9C0C8';

/** Of the npm package, wherever node_modules lies: the same from the sources and from dist. */
const fontFile = (name: string): Buffer =>
  readFileSync(
    createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-sc/${name}/NotoSansSC_${name}.ttf`),
  );
let fonts: { plain: Buffer; bold: Buffer } | undefined;
const fontFiles = () => (fonts ??= { plain: fontFile('400Regular'), bold: fontFile('700Bold') });

type Doc = InstanceType<typeof PDFDocument>;
interface Style {
  readonly size: number;
  readonly bold?: boolean;
  readonly color?: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly gap?: number;
}

/** Sets the blocks one below the other at a scale; returns where they end. Without `draw` it only measures. */
function set(doc: Doc, page: Page, scale: number, draw: boolean): number {
  let y = TOP;
  const use = (s: Style): void => {
    doc.font(s.bold ? 'bold' : 'plain').fontSize(s.size * scale);
  };
  const options = (s: Style, width: number) => ({
    width,
    align: s.align ?? 'left',
    lineGap: (s.gap ?? 1.5) * scale,
  });
  const heightOf = (text: string, s: Style, width: number): number => {
    use(s);
    return doc.heightOfString(text, options(s, width));
  };
  const put = (text: string, s: Style, x: number, top: number, width: number): void => {
    if (!draw) return;
    use(s);
    doc.fillColor(s.color ?? ink.plain).text(text, x, top, options(s, width));
  };
  const line = (text: string, s: Style, after: number): void => {
    const height = heightOf(text, s, INNER);
    put(text, s, LEFT, y, INNER);
    y += height + after * scale;
  };
  const rule = (top: number): void => {
    if (draw)
      doc
        .moveTo(LEFT, top)
        .lineTo(LEFT + INNER, top)
        .lineWidth(0.5)
        .strokeColor(LINE)
        .stroke();
  };
  const table = (b: Extract<Block, { kind: 'table' }>): void => {
    const sum = b.widths.reduce((a, w) => a + w, 0);
    const pad = 4 * scale;
    const row = (cells: readonly Cell[], head: boolean): void => {
      const styles = cells.map((c): Style => ({
        size: 9.5,
        bold: head,
        color: ink[c.tone ?? 'plain'],
        align: c.right ? 'right' : 'left',
        gap: 0.5,
      }));
      const widths = cells.map((_, i) => ((b.widths[i] ?? 10) / sum) * INNER);
      const height =
        Math.max(...cells.map((c, i) => heightOf(c.text, styles[i]!, widths[i]! - 2 * pad))) + 2 * pad;
      if (draw && head) doc.rect(LEFT, y, INNER, height).fill('#F0F2F5');
      let x = LEFT;
      for (const [i, c] of cells.entries()) {
        put(c.text, styles[i]!, x + pad, y + pad, widths[i]! - 2 * pad);
        x += widths[i]!;
      }
      rule(y);
      y += height;
    };
    row(
      b.head.map((text, i) => ({ text, right: b.rows[0]?.[i]?.right === true })),
      true,
    );
    for (const r of b.rows) row(r, false);
    rule(y);
    y += 4 * scale;
  };
  if (page.warning !== undefined)
    line(page.warning, { size: 10, bold: true, color: ink.bad, align: 'center' }, 2);
  line(page.title, { size: 17, bold: true, align: 'center' }, 2);
  line(page.subtitle, { size: 9.5, color: QUIET, align: 'center' }, 6);
  for (const b of page.blocks) {
    if (b.kind === 'heading') {
      y += 7 * scale;
      line(b.text, { size: 11.5, bold: true, color: BLUE }, 3);
    } else if (b.kind === 'paragraph')
      line(b.text, b.quiet ? { size: 8.5, color: QUIET } : { size: 10.5, gap: 3 }, 3);
    else table(b);
  }
  return y;
}

const SCALES = [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6] as const;

/** A4. The same page with the same `made` gives the same bytes. */
export async function writePdf(page: Page): Promise<Uint8Array> {
  const { plain, bold } = fontFiles();
  const doc = new PDFDocument({
    size: [WIDTH, HEIGHT],
    // The margins are ours: with pdfkit's, text near the edge would start a page of its own.
    margins: { top: 0, bottom: 0, left: LEFT, right: LEFT },
    autoFirstPage: true,
    lang: 'zh-CN',
    displayTitle: true,
    info: {
      Title: `${page.title} ${page.subtitle}`,
      Creator: '对标',
      ...(page.made === undefined ? {} : { CreationDate: new Date(page.made) }),
    },
  });
  const chunks: Buffer[] = [];
  const written = new Promise<Uint8Array>((done, fail) => {
    doc.on('data', (c: Buffer) => chunks.push(c));
    doc.on('end', () => done(new Uint8Array(Buffer.concat(chunks))));
    doc.on('error', fail);
  });
  doc.registerFont('plain', plain as never).registerFont('bold', bold as never);
  const scale = SCALES.find((s) => set(doc, page, s, false) <= FOOT - mm(2)) ?? SCALES.at(-1)!;
  set(doc, page, scale, true);
  doc
    .font('plain')
    .fontSize(7.5)
    .fillColor(QUIET)
    .text(page.footer, LEFT, FOOT, { width: INNER, align: 'center', lineBreak: false });
  doc.end();
  return written;
}
