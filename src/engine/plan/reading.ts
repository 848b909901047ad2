/**
 * From the text of a gazette to something a person can read. The text as scanned breaks lines in the middle of words, starts pages with a
 * space and loses every indent; here lines become paragraphs again, and each piece still knows its characters in the source.
 * Words: line (as printed), block (a paragraph, heading, signature …), sentence, segment (part of a sentence with the same provisions).
 */

export type BlockKind =
  | 'letterhead'
  | 'title'
  | 'addressee'
  | 'heading'
  | 'paragraph'
  | 'responsibility'
  | 'signature'
  | 'note';

export interface Span {
  readonly start: number;
  readonly end: number;
}
export interface Segment extends Span {
  readonly text: string;
  readonly provisions: readonly string[];
}
export interface Sentence extends Span {
  readonly segments: readonly Segment[];
}
export interface Block extends Span {
  readonly kind: BlockKind;
  readonly level?: number;
  readonly clause: string;
  readonly sentences: readonly Sentence[];
}

export interface ReadingInput {
  readonly text: string;
  readonly title: string;
  /** Headings in order, with the span of the heading and of all that stands under it. */
  readonly clauses: readonly { readonly id: string; readonly span: Span; readonly body: Span }[];
  readonly provisions: readonly { readonly id: string; readonly span: Span }[];
}

interface Line extends Span {
  readonly text: string;
  /** Printed width in full-width characters; scanned spaces do not count. */
  readonly width: number;
}

const HEAD_1 = /^[一二三四五六七八九十]+、/;
const HEAD_2 = /^（[一二三四五六七八九十]+）/;
const STARTS_BLOCK = /^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|—{2,})/;
const ENDS_BLOCK = /(?:[。！？）：]|日印发)$/;
/** White space anywhere: the words themselves may be broken over two lines. */
const RESPONSIBILITY = /（(?:牵\s*头|责\s*任|配\s*合)\s*单\s*位\s*：[^（）]*）/g;
const STOP = /[。！？；]/;

const isSpace = (c: string | undefined): boolean =>
  c === ' ' || c === '\n' || c === '\r' || c === '\t' || c === '\f';

const linesOf = (text: string): Line[] => {
  const out: Line[] = [];
  let at = 0;
  for (const raw of text.split('\n')) {
    let start = at;
    let end = at + raw.length;
    at = end + 1;
    while (start < end && (isSpace(text[start]) || text[start] === '　')) start += 1;
    while (end > start && (isSpace(text[end - 1]) || text[end - 1] === '　')) end -= 1;
    if (start === end) continue;
    const line = text.slice(start, end);
    out.push({ start, end, text: line, width: line.replace(/ /g, '').length });
  }
  return out;
};

/** Width of a full printed line, when the text was broken by a typesetter; undefined when every line is a paragraph already. */
const printedWidth = (lines: readonly Line[]): number | undefined => {
  const broken = lines.filter((l, i) => i + 1 < lines.length && l.width >= 15 && !ENDS_BLOCK.test(l.text));
  if (broken.length < lines.length / 3) return undefined;
  const widths = new Map<number, number>();
  for (const l of broken) widths.set(l.width, (widths.get(l.width) ?? 0) + 1);
  const width = [...widths].toSorted(([a, m], [b, n]) => n - m || b - a)[0]?.[0];
  return width !== undefined && width <= 60 ? width : undefined;
};

const count = (text: string, c: string): number => text.split(c).length - 1;
/** A bracket is still open, so the sentence goes on whatever the line looks like. */
const opens = (text: string): boolean =>
  count(text, '《') > count(text, '》') || count(text, '（') > count(text, '）');
const strip = (text: string): string => text.replace(/\s/g, '');

function paragraphsOf(input: ReadingInput): Span[] {
  const lines = linesOf(input.text);
  const width = printedWidth(lines);
  const heads = new Map(input.clauses.map((c) => [c.span.start, c.span]));
  const out: { start: number; end: number }[] = [];
  let last: Line | undefined;
  for (const line of lines) {
    const open = out.at(-1);
    let joins = false;
    if (open && last && width !== undefined && !heads.has(line.start) && !STARTS_BLOCK.test(line.text)) {
      const whole = strip(input.text.slice(open.start, open.end));
      const head = heads.get(open.start);
      const headOver = head !== undefined && head.end >= open.end;
      // A first line is two characters shorter, since its indent is lost.
      const short = last.width < width - 3;
      const nextIsFirst = line.width <= width - 2 && line.width >= width - 3 && !ENDS_BLOCK.test(line.text);
      if (strip(input.title).startsWith(whole))
        joins = strip(input.title).startsWith(whole + strip(line.text));
      else if (headOver) joins = false;
      else if (opens(whole)) joins = true;
      else if (ENDS_BLOCK.test(last.text)) joins = !short && !nextIsFirst && !/[）：发]$/.test(last.text);
      else joins = !short;
    }
    if (joins && open) open.end = line.end;
    else out.push({ start: line.start, end: line.end });
    last = line;
  }
  return out;
}

/** Line breaks and the spaces that scanning puts around brackets and quotes are not part of the sentence. */
export function readable(text: string, start: number, end: number): string {
  let out = '';
  for (let i = start; i < end; i += 1) {
    const c = text[i]!;
    if (!isSpace(c)) {
      out += c;
      continue;
    }
    if (c !== ' ') continue;
    let j = i + 1;
    while (isSpace(text[j])) j += 1;
    const before = text[i - 1];
    const after = text[j];
    const glued =
      before === undefined ||
      after === undefined ||
      isSpace(before) ||
      /[（“《〈〔，。、；：！？]/.test(after) ||
      /[）”》〉〕，。、；：！？（“《〈〔]/.test(before);
    if (!glued && !text.slice(i, j).includes('\n')) out += ' ';
  }
  return out;
}

function sentencesOf(input: ReadingInput, block: Span, whole: boolean): Sentence[] {
  const { text } = input;
  const out: Sentence[] = [];
  let start = block.start;
  const close = (end: number): void => {
    let s = start;
    while (s < end && isSpace(text[s])) s += 1;
    start = end;
    if (s === end) return;
    const here = input.provisions.filter((p) => p.span.start < end && p.span.end > s);
    const cuts = [...new Set([s, end, ...here.flatMap((p) => [p.span.start, p.span.end])])]
      .filter((c) => c >= s && c <= end)
      .toSorted((a, b) => a - b);
    const segments: Segment[] = [];
    for (let i = 0; i + 1 < cuts.length; i += 1) {
      const [a, b] = [cuts[i]!, cuts[i + 1]!];
      const piece = readable(text, a, b);
      const provisions = here.filter((p) => p.span.start < b && p.span.end > a).map((p) => p.id);
      if (piece !== '') segments.push({ text: piece, start: a, end: b, provisions });
    }
    out.push({ start: s, end, segments });
  };
  for (let i = block.start; i < block.end; i += 1) {
    if (whole || !STOP.test(text[i]!)) continue;
    let j = i + 1;
    while (j < block.end && /[”）》〉]/.test(text[j]!)) j += 1;
    close(j);
    i = j - 1;
  }
  close(block.end);
  return out;
}

/** The document as blocks, in order. Every character that is not white space stands in exactly one segment. */
export function readDocument(input: ReadingInput): Block[] {
  const clauseAt = (at: number): string => {
    // The innermost clause is the last one that begins before.
    let id = '';
    for (const c of input.clauses)
      if (c.body.start <= at && at < Math.max(c.body.end, c.span.end)) id = c.id;
      else if (c.span.start <= at && at < c.span.end) id = c.id;
    return id;
  };
  const blocks: Block[] = [];
  const push = (kind: BlockKind, span: Span, level?: number): void => {
    const sentences = sentencesOf(input, span, kind === 'responsibility');
    if (sentences.length > 0)
      blocks.push({
        kind,
        ...(level === undefined ? {} : { level }),
        clause: clauseAt(sentences[0]!.start),
        start: sentences[0]!.start,
        end: span.end,
        sentences,
      });
  };
  const titles = strip(input.title);
  let bodySeen = false;
  for (const p of paragraphsOf(input)) {
    const whole = strip(input.text.slice(p.start, p.end));
    const head = HEAD_1.test(whole) ? 1 : HEAD_2.test(whole) ? 2 : 0;
    if (whole === titles || (!bodySeen && whole.includes(titles) && /通知$|意见$|方案$|规划$/.test(whole))) {
      push('title', p);
      continue;
    }
    if (head > 0) {
      bodySeen = true;
      const stop = input.text.slice(p.start, p.end).search(/。/);
      const end = stop < 0 ? p.end : p.start + stop + 1;
      push('heading', { start: p.start, end }, head);
      if (end < p.end) pushBody(input.text, { start: end, end: p.end }, push);
      continue;
    }
    if (!bodySeen && whole.endsWith('：')) push('addressee', p);
    else if (/^（.*）$/.test(whole) && whole.length < 20) push('note', p);
    else if (/印发$|^共印/.test(whole)) push('note', p);
    else if (!/[。！？；：）]$/.test(whole) && whole.length <= 40)
      push(bodySeen ? 'signature' : 'letterhead', p);
    else {
      bodySeen = true;
      pushBody(input.text, p, push);
    }
  }
  return blocks;
}

/** A paragraph, with the bracket that says who is responsible set apart. */
function pushBody(text: string, p: Span, push: (kind: BlockKind, span: Span) => void): void {
  const body = text.slice(p.start, p.end);
  let at = 0;
  for (const m of body.matchAll(RESPONSIBILITY)) {
    if (m.index > at) push('paragraph', { start: p.start + at, end: p.start + m.index });
    at = m.index + m[0].length;
    push('responsibility', { start: p.start + m.index, end: p.start + at });
  }
  if (at < body.length) push('paragraph', { start: p.start + at, end: p.end });
}
