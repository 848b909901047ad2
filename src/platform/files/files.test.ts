import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Document, Packer, Paragraph } from 'docx';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { Problem } from '#kernel';
import { writeWorkbook } from '#platform/sheets';
import {
  cleanName,
  fileKeyOf,
  folderStore,
  inspectUpload,
  MAX_FILE,
  parseFileKey,
  sealedStore,
  sealer,
} from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'duibiao-files-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const key = parseFileKey('00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff');
const bytes = strToU8('第二条生产线节能改造合同');
const onDisk = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile() && f.name !== 'key.check')
    .map((f) => join(f.parentPath, f.name));
const codeOf = async (what: Promise<unknown>): Promise<string> =>
  what.then(
    () => 'taken',
    (e: unknown) => (e instanceof Problem ? e.code : `not a problem: ${String(e)}`),
  );

describe('kept files', () => {
  it('come back as they were, and neither their text nor their hash can be read from the disk', async () => {
    const folder = join(root, 'kept');
    const store = sealedStore(folder, key);
    const sha = await store.put(bytes);
    expect(await store.put(bytes)).toBe(sha);
    expect(Buffer.from((await store.get(sha))!).equals(Buffer.from(bytes))).toBe(true);
    const [file, ...others] = onDisk(folder);
    expect(others).toEqual([]);
    expect(file).not.toContain(sha);
    expect(readFileSync(file!).includes(Buffer.from(bytes))).toBe(false);
    expect(statSync(file!).mode & 0o777).toBe(0o600);
    expect(await store.get('0'.repeat(64))).toBeUndefined();
  });

  it('that were changed on the disk are damaged, not different', async () => {
    const folder = join(root, 'changed');
    const store = sealedStore(folder, key);
    const sha = await store.put(bytes);
    const [file] = onDisk(folder);
    const kept = readFileSync(file!);
    for (const at of [0, 5, 20, kept.length - 1]) {
      const bad = Buffer.from(kept);
      bad[at]! ^= 1;
      writeFileSync(file!, bad);
      await expect(store.get(sha), String(at)).rejects.toThrow(/damaged/);
    }
  });

  it('stay shut to another key, and those kept plain by an earlier version are still there', async () => {
    const folder = join(root, 'other');
    sealedStore(folder, key);
    expect(() => sealedStore(folder, fileKeyOf(join(root, 'elsewhere'), undefined))).toThrow(
      expect.objectContaining({ code: 'files.wrong-key' }),
    );
    const plain = folderStore(join(root, 'plain'));
    const sha = await plain.put(bytes);
    expect(await sealedStore(folder, key, plain).get(sha)).toEqual(await plain.get(sha));
  });

  it('have a key made once, for the owner alone; a malformed one is refused', () => {
    const folder = join(root, 'made');
    const made = fileKeyOf(folder, undefined);
    expect(made).toHaveLength(32);
    expect(fileKeyOf(folder, undefined)).toEqual(made);
    expect(statSync(join(folder, 'file.key')).mode & 0o777).toBe(0o600);
    expect(parseFileKey(Buffer.from(key).toString('base64'))).toEqual(key);
    for (const bad of ['', 'secret', 'ab'.repeat(31), `${'ab'.repeat(32)}00`])
      expect(() => parseFileKey(bad), bad).toThrow(expect.objectContaining({ code: 'config.bad-file-key' }));
  });
});

const zip = (files: Record<string, string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([n, t]) => [n, strToU8(t)])));
const types = (main: string): string =>
  `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="${main}"/></Types>`;
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const docm = 'application/vnd.ms-word.document.macroEnabled.main+xml';
const png = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
);
const pdf = strToU8('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF');

describe('a text kept in the database', () => {
  it('is sealed: opens with its key, for what it belongs to, and tells nothing', () => {
    const [one, other] = [sealer(new Uint8Array(32).fill(1)), sealer(new Uint8Array(32).fill(2))];
    const sealed = one.seal('6222 0000 1234 5678', 'application 1');
    expect(sealed).not.toBe(one.seal('6222 0000 1234 5678', 'application 1'));
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('6222');
    expect(one.open(sealed, 'application 1')).toBe('6222 0000 1234 5678');
    expect(() => one.open(sealed, 'application 2')).toThrow();
    expect(() => other.open(sealed, 'application 1')).toThrow();
  });
});

describe('an upload', () => {
  it('is what its content is, whatever its name says', async () => {
    const word = await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph('合同')] }] }));
    const sheet = await writeWorkbook({
      sheets: [{ name: '表', columns: [{ title: '项' }], rows: [['一']] }],
    });
    const ofd = zip({ 'OFD.xml': '<ofd:OFD/>', 'Doc_0/Document.xml': '<ofd:Document/>' });
    const jpg = Uint8Array.from([
      0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0,
    ]);
    for (const [content, type] of [
      [pdf, 'pdf'],
      [word, 'docx'],
      [sheet, 'xlsx'],
      [ofd, 'ofd'],
      [png, 'png'],
      [jpg, 'jpg'],
    ] as const)
      expect(await inspectUpload({ name: '扫描件.txt', bytes: content })).toMatchObject({
        type,
        name: `扫描件.txt.${type}`,
      });
  });

  it('that runs, carries macros or hides something is refused', async () => {
    const refused = (content: Uint8Array) => codeOf(inspectUpload({ name: '合同.pdf', bytes: content }));
    expect(await refused(new Uint8Array())).toBe('files.empty');
    expect(await refused(strToU8('MZ\u0090\0\u0003'))).toBe('files.refused-type');
    expect(await refused(strToU8('<!doctype html><script>alert(1)</script>'))).toBe('files.refused-type');
    expect(await refused(strToU8('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'))).toBe(
      'files.refused-type',
    );
    expect(await refused(strToU8('纯文本'))).toBe('files.refused-type');
    expect(await refused(zip({ 'a.txt': 'x' }))).toBe('files.refused-type');
    const parts = { 'word/document.xml': '<w/>' };
    expect(await refused(zip({ '[Content_Types].xml': types(docm), ...parts }))).toBe('files.refused-macros');
    expect(
      await refused(zip({ '[Content_Types].xml': types(docx), ...parts, 'word/vbaProject.bin': 'x' })),
    ).toBe('files.refused-macros');
    expect(
      await refused(zip({ '[Content_Types].xml': types(docx), ...parts, 'word/embeddings/run.EXE': 'x' })),
    ).toBe('files.refused-runs');
    expect(await refused(zip({ 'OFD.xml': '<o/>', 'Doc_0/x.js': 'x' }))).toBe('files.refused-runs');
    // Old Word and password-protected files alike.
    expect(
      await refused(
        Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Uint8Array(512)]),
      ),
    ).toBe('files.refused-type');
    expect(await refused(pdf)).toBe('taken');
  });

  it('is not unpacked: a megabyte that would swell to a gigabyte costs nothing', async () => {
    const big = zipSync({
      '[Content_Types].xml': strToU8(types(docx)),
      'word/document.xml': [new Uint8Array(64 * 1024 * 1024), { level: 9 }],
    });
    const before = process.memoryUsage().arrayBuffers;
    expect(await codeOf(inspectUpload({ name: '大.docx', bytes: big }))).toBe('taken');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
    const swollenTypes = zipSync({
      '[Content_Types].xml': [new Uint8Array(64 * 1024 * 1024), { level: 9 }],
      'word/document.xml': strToU8('x'),
    });
    expect(await codeOf(inspectUpload({ name: '大.docx', bytes: swollenTypes }))).toBe('files.refused-type');
  });

  it('larger than the limit is refused; a broken archive is a refusal, never a fault', async () => {
    const large = new Uint8Array(MAX_FILE + 1);
    large.set(pdf);
    expect(await codeOf(inspectUpload({ name: 'a.pdf', bytes: large }))).toBe('files.too-large');
    const whole = zip({ '[Content_Types].xml': types(docx), 'word/document.xml': '<w/>' });
    for (let n = 0; n < whole.length; n += 7)
      expect(await codeOf(inspectUpload({ name: 'a.docx', bytes: whole.slice(0, n) }))).toMatch(/^files\./);
    for (let n = 0; n < whole.length; n += 3) {
      const bad = whole.slice();
      bad[n]! ^= 0xff;
      expect(await codeOf(inspectUpload({ name: 'a.docx', bytes: bad }))).toMatch(/^(files\.|taken)/);
    }
  });

  it('has a name that is safe to show and to save', () => {
    expect(cleanName('../../etc/合同（终稿）.PDF', 'pdf')).toBe('合同（终稿）.pdf');
    expect(cleanName('C:\\用户\\a.jpeg', 'jpg')).toBe('a.jpeg');
    // A right-to-left mark makes `gpj.exe` read as `exe.jpg`.
    expect(cleanName('a\u202Egpj.exe', 'png')).toBe('agpj.exe.png');
    expect(cleanName('con\r\ntract\0.pdf', 'pdf')).toBe('contract.pdf');
    expect(cleanName('a<b>:"c|d?*.docx', 'docx')).toBe('a_b___c_d__.docx');
    for (const empty of ['', '...', ' / ']) expect(cleanName(empty, 'pdf')).toBe('file.pdf');
    expect([...cleanName('长'.repeat(500), 'pdf')]).toHaveLength(104);
  });
});
