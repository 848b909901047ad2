/** Reads back the words of a PDF that pdfkit wrote: pages, streams and the tables from glyphs to characters. No general reader. */
import { inflateSync } from 'node:zlib';

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Objects by number: dictionary and, where there is one, the inflated stream. */
function objectsOf(bytes: Uint8Array): Map<number, { dictionary: string; stream: string | undefined }> {
  const text = latin(bytes);
  const out = new Map<number, { dictionary: string; stream: string | undefined }>();
  for (const m of text.matchAll(/(\d+) 0 obj\s*([\s\S]*?)\s*endobj/g)) {
    const body = m[2]!;
    const at = body.search(/stream\r?\n/);
    if (at < 0) {
      out.set(Number(m[1]), { dictionary: body, stream: undefined });
      continue;
    }
    const dictionary = body.slice(0, at);
    const start = at + /stream\r?\n/.exec(body.slice(at))![0].length;
    const raw = Buffer.from(
      body.slice(start, start + Number(/\/Length (\d+)/.exec(dictionary)?.[1])),
      'latin1',
    );
    out.set(Number(m[1]), {
      dictionary,
      stream: latin(dictionary.includes('/FlateDecode') ? inflateSync(raw) : raw),
    });
  }
  return out;
}

/** Glyph → character of a ToUnicode table: `<0001> <0003> [<4e00> <4e01> <4e02>]`, as pdfkit writes it. */
function charactersOf(cmap: string): Map<number, string> {
  const out = new Map<number, string>();
  const character = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const m of cmap.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/gi)) {
    const from = parseInt(m[1]!, 16);
    for (const [n, c] of [...m[3]!.matchAll(/<([0-9a-f ]+)>/gi)].entries())
      out.set(from + n, character(c[1]!.replaceAll(' ', '')));
  }
  return out;
}

export interface ReadPdf {
  readonly pages: number;
  /** Lines as they were set, without the spaces of layout. */
  readonly text: string;
  /** Every font is inside the file, as a subset. */
  readonly fontsInside: boolean;
}

export function readPdf(bytes: Uint8Array): ReadPdf {
  const objects = objectsOf(bytes);
  const all = [...objects.values()];
  const fonts = new Map<string, Map<number, string>>();
  for (const { dictionary } of all)
    for (const m of dictionary.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(m[2]))?.dictionary ?? '')?.[1];
      if (unicode) fonts.set(m[1]!, charactersOf(objects.get(Number(unicode))?.stream ?? ''));
    }
  let text = '';
  for (const { dictionary, stream } of all) {
    if (stream === undefined || dictionary.includes('/Length1') || !stream.includes(' Tf')) continue;
    let font = new Map<number, string>();
    for (const m of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g))
      if (m[1]) font = fonts.get(m[1]) ?? new Map();
      else {
        for (const hex of m[2]!.matchAll(/<([0-9a-f]+)>/gi))
          for (const g of hex[1]!.matchAll(/.{4}/g)) text += font.get(parseInt(g[0], 16)) ?? '�';
        text += '\n';
      }
  }
  const descriptors = all.filter((o) => /\/Type \/FontDescriptor/.test(o.dictionary));
  return {
    pages: all.filter((o) => /\/Type \/Page\b(?!s)/.test(o.dictionary)).length,
    text,
    fontsInside:
      descriptors.length > 0 &&
      descriptors.every(
        (o) => /\/FontFile[23]? \d+ 0 R/.test(o.dictionary) && /\/FontName \/[A-Z]{6}\+/.test(o.dictionary),
      ),
  };
}
