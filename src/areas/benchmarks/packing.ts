/** How a run's input and result are kept: canonical JSON in compressed pieces, each with its hash, the whole with a hash over those. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { canonicalJson } from '#kernel';

export type Part = 'input' | 'result';
export interface Packed {
  /** SHA-256 of the canonical JSON before compression. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
const [deflate, inflate] = [promisify(gzip), promisify(gunzip)];

/** In threads of Node's own, beside the calculation; a higher level takes twice as long for a tenth less. */
export const pack = async (text: string): Promise<Packed> => {
  const bytes = Buffer.from(text);
  return { sha256: sha256(bytes), bytes: await deflate(bytes, { level: 3 }) };
};

/** A stored piece as it is found: damaged bytes are a finding, not a crash. */
export async function unpack(
  bytes: Uint8Array | undefined,
): Promise<{ readonly sha256: string; readonly value: unknown }> {
  if (!bytes) return { sha256: '', value: undefined };
  try {
    const text = (await inflate(bytes)).toString('utf8');
    return { sha256: sha256(text), value: JSON.parse(text) as unknown };
  } catch {
    return { sha256: `damaged:${sha256(bytes).slice(0, 16)}`, value: undefined };
  }
}

/** The hash of a part: of the one piece it is, as runs were kept up to engine benchmark-7, or of the list of its pieces' hashes. */
export const partHash = (pieces: readonly string[]): string =>
  pieces.length <= 1 ? (pieces[0] ?? '') : sha256(canonicalJson(pieces));

/** Pieces under way to the store; more wait, so that none pile up in memory. */
const UNDER_WAY = 3;

/** Hands the pieces of a part to whoever keeps them, in the order they come; piece 0 comes last, when everything is known. */
export class Keeper {
  readonly #part: Part;
  readonly #keep: (part: Part, seq: number, piece: Packed, text: string) => Promise<unknown>;
  readonly #hashes: string[] = [''];
  readonly #open: Promise<unknown>[] = [];

  constructor(part: Part, keep: (part: Part, seq: number, piece: Packed, text: string) => Promise<unknown>) {
    this.#part = part;
    this.#keep = keep;
  }

  async add(value: unknown): Promise<void> {
    await this.#put(this.#hashes.length, value);
  }

  /** The hash of the part, once everything is kept. */
  async finish(head: unknown): Promise<string> {
    await this.#put(0, head);
    await Promise.all(this.#open);
    return partHash(this.#hashes);
  }

  async #put(seq: number, value: unknown): Promise<void> {
    if (this.#open.length >= UNDER_WAY) await this.#open.shift();
    const text = canonicalJson(value);
    this.#hashes[seq] = '';
    const turn = pack(text).then((piece) => {
      this.#hashes[seq] = piece.sha256;
      return this.#keep(this.#part, seq, piece, text);
    });
    // A failure is met where it is waited for.
    turn.catch(() => undefined);
    this.#open.push(turn);
  }
}
