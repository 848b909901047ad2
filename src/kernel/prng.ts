/**
 * Numbers that look random and follow from a seed: sfc32 (Chris Doty-Humphrey's small fast counting generator), its state filled by the
 * 32-bit finaliser of MurmurHash3 over (seed, index, stream). Every thing simulated or drawn has streams of its own, so that any one of
 * them can be produced, and produced again, without the others. Not for secrets.
 */
const mix = (n: number): number => {
  let h = n | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

export class Prng {
  #a: number;
  #b: number;
  #c: number;
  #d = 1;
  #spare: number | undefined;

  constructor(seed: number, index: number, stream: number) {
    this.#a = mix(seed ^ 0x9e3779b9);
    this.#b = mix(index + 0x7f4a7c15);
    this.#c = mix(this.#a ^ Math.imul(this.#b, 31) ^ Math.imul(stream + 1, 0x632be5ab));
    for (let i = 0; i < 12; i += 1) this.next();
  }

  /** Uniform on [0, 1), 32 bits. */
  next(): number {
    const t = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    return (t >>> 0) / 4294967296;
  }

  /** Standard normal (Box–Muller, both values used). */
  normal(): number {
    if (this.#spare !== undefined) {
      const z = this.#spare;
      this.#spare = undefined;
      return z;
    }
    const r = Math.sqrt(-2 * Math.log(this.next() + 2 ** -33));
    const angle = 2 * Math.PI * this.next();
    this.#spare = r * Math.sin(angle);
    return r * Math.cos(angle);
  }

  /** Log-normal with mean 1. */
  factor(sigma: number): number {
    return Math.exp(sigma * this.normal() - (sigma * sigma) / 2);
  }

  /** Place of a draw among cumulative weights (ascending, the last one the total). */
  pick(cumulative: readonly number[]): number {
    return place(cumulative, this.next());
  }
}

export function place(cumulative: readonly number[], u: number): number {
  const at = u * cumulative.at(-1)!;
  const i = cumulative.findIndex((c) => at < c);
  return i < 0 ? cumulative.length - 1 : i;
}

export function cumulate(weights: readonly number[]): number[] {
  let sum = 0;
  return weights.map((w) => (sum += w));
}
