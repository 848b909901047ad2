/** What an upload is, by its content: a short list of types that offices use, nothing that runs, nothing unpacked. */
import { fileTypeFromBuffer } from 'file-type';
import { Problem } from '#kernel';
import type { Upload } from '#platform/api';

/** Largest file in bytes: a scanned contract of some hundred pages. */
export const MAX_FILE = 20 * 1024 * 1024;

export const uploadTypes = {
  pdf: { mime: 'application/pdf', endings: ['pdf'] },
  docx: {
    mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    endings: ['docx'],
  },
  xlsx: { mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', endings: ['xlsx'] },
  // 版式文件 GB/T 33190-2016
  ofd: { mime: 'application/ofd', endings: ['ofd'] },
  jpg: { mime: 'image/jpeg', endings: ['jpg', 'jpeg'] },
  png: { mime: 'image/png', endings: ['png'] },
} as const;
export type UploadType = keyof typeof uploadTypes;

export interface Inspected {
  readonly name: string;
  readonly type: UploadType;
  readonly bytes: Uint8Array;
}

const MOST_ENTRIES = 20_000;

/** Names in the directory of an archive, read where it stands; undefined when there is no plain directory (nothing is unpacked). */
export function zipNames(bytes: Uint8Array): string[] | undefined {
  const v = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = -1;
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 65_535); at -= 1)
    if (v.getUint32(at, true) === 0x06054b50) {
      end = at;
      break;
    }
  if (end < 0) return undefined;
  const count = v.getUint16(end + 10, true);
  let at = v.getUint32(end + 16, true);
  // 0xffff: ZIP64, which no office file of this size needs.
  if (count === 0xffff || count > MOST_ENTRIES) return undefined;
  const names: string[] = [];
  const text = new TextDecoder('utf-8');
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > end || v.getUint32(at, true) !== 0x02014b50) return undefined;
    // Bit 0: encrypted, and not to be looked into by whoever must decide on it.
    if ((v.getUint16(at + 8, true) & 1) === 1) return undefined;
    const length = v.getUint16(at + 28, true);
    if (at + 46 + length > end) return undefined;
    names.push(text.decode(bytes.subarray(at + 46, at + 46 + length)).replaceAll('\\', '/'));
    at += 46 + length + v.getUint16(at + 30, true) + v.getUint16(at + 32, true);
  }
  return names;
}

const runs = /\.(exe|dll|com|bat|cmd|scr|msi|cpl|js|jse|vbs|vbe|wsf|hta|ps1|lnk|jar|sh|html?|svg)$/i;
const macros = /(^|\/)(vbaProject\.bin|activeX\/)/i;

/** The type by content, or why not: `type` (not on the list), `macros`, `runs` (a program inside). */
async function typeOf(bytes: Uint8Array): Promise<UploadType | 'type' | 'macros' | 'runs'> {
  // A broken file is one whose type cannot be told.
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined);
  switch (found?.ext) {
    case 'pdf':
    case 'jpg':
    case 'png':
      return found.ext;
    case 'docm':
    case 'xlsm':
    case 'dotm':
    case 'xltm':
      return 'macros';
    case 'docx':
    case 'xlsx':
    case 'zip': {
      const names = zipNames(bytes);
      if (!names) return 'type';
      if (names.some((n) => macros.test(n))) return 'macros';
      if (names.some((n) => runs.test(n))) return 'runs';
      if (found.ext === 'zip') return names.includes('OFD.xml') ? 'ofd' : 'type';
      const main = found.ext === 'docx' ? 'word/document.xml' : 'xl/workbook.xml';
      return names.includes('[Content_Types].xml') && names.includes(main) ? found.ext : 'type';
    }
    default:
      return 'type';
  }
}

const MOST_NAME = 100;

/** A name that is safe to show and to save: no folders, no control or direction characters, the ending of what it is. */
export function cleanName(name: string, type: UploadType): string {
  const last = name.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const plain = last
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const endings: readonly string[] = uploadTypes[type].endings;
  const dot = plain.lastIndexOf('.');
  const ending = endings.find((e) => dot >= 0 && plain.slice(dot + 1).toLowerCase() === e);
  const stem = [...(ending === undefined ? plain : plain.slice(0, dot))].slice(0, MOST_NAME).join('').trim();
  return `${stem === '' ? 'file' : stem}.${ending ?? type}`;
}

/** Refused with a Problem (`files.*`) unless it is what may be sent in. */
export async function inspectUpload(upload: Upload): Promise<Inspected> {
  const { bytes } = upload;
  if (bytes.length === 0) throw new Problem('files.empty');
  if (bytes.length > MAX_FILE)
    throw new Problem('files.too-large', { params: { limit: MAX_FILE / 1024 / 1024 } });
  const type = await typeOf(bytes);
  if (type === 'type' || type === 'macros' || type === 'runs') throw new Problem(`files.refused-${type}`);
  return { name: cleanName(upload.name, type), type, bytes };
}
