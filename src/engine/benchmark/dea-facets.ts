/** Columns and slacks off the basis that lie on a facet all the same: only they can change weights and slacks without changing the score. */
export interface Face {
  readonly columns: readonly number[];
  readonly slacks: readonly number[];
}

/** The face of nearly every facet. */
export const BARE: Face = { columns: [], slacks: [] };

/**
 * The facets found so far, each once: which columns and slacks span it, its multipliers (the largest 1), and how well they were seen to
 * support the columns. A facet does not depend on the unit that found it, so units share it and it is looked at once for all of them.
 */
export class Facets {
  count = 0;
  /** Spanning variables, ascending; facet k at k·(rows − 1). */
  heads: Int32Array;
  /** Multipliers; facet k at k·rows. */
  multipliers: Float64Array;
  /** Columns before this one have been priced. */
  checked: Int32Array;
  /** 0 once a column was found beyond the facet. */
  alive: Uint8Array;
  /** Where in a pool of starting points the facet stands; −1 nowhere. */
  slot: Int32Array;
  /** How far the multipliers fall short of supporting a column: relative to its terms, and as such. */
  violation: Float64Array;
  short: Float64Array;
  private readonly faces = new Map<number, Face>();
  private readonly rows: number;
  private table = new Int32Array(256).fill(-1);
  private readonly key: Int32Array;

  constructor(rows: number) {
    const room = 64;
    this.rows = rows;
    this.heads = new Int32Array(room * (rows - 1));
    this.multipliers = new Float64Array(room * rows);
    this.checked = new Int32Array(room);
    this.alive = new Uint8Array(room);
    this.slot = new Int32Array(room).fill(-1);
    this.violation = new Float64Array(room);
    this.short = new Float64Array(room);
    this.key = new Int32Array(rows - 1);
  }

  /** The facet spanned by a basis (position 0, the score, aside); made when new, and then not yet alive. */
  of(head: Int32Array): number {
    const width = this.rows - 1;
    const key = this.key;
    for (let i = 0; i < width; i++) {
      const variable = head[i + 1]!;
      let at = i;
      for (; at > 0 && key[at - 1]! > variable; at--) key[at] = key[at - 1]!;
      key[at] = variable;
    }
    let place = this.hash(key, 0);
    for (let k = this.table[place]!; k >= 0; k = this.table[place]!) {
      const base = k * width;
      let i = 0;
      while (i < width && this.heads[base + i] === key[i]) i++;
      if (i === width) return k;
      place = (place + 1) & (this.table.length - 1);
    }
    if (this.count === this.checked.length) this.grow();
    const k = this.count++;
    this.slot[k] = -1;
    this.heads.set(key, k * width);
    if (2 * this.count > this.table.length) this.rehash();
    else this.table[place] = k;
    return k;
  }

  face(facet: number): Face {
    return this.faces.get(facet) ?? BARE;
  }

  setFace(facet: number, columns: readonly number[], slacks: readonly number[]): void {
    if (columns.length > 0 || slacks.length > 0) this.faces.set(facet, { columns, slacks });
    else if (this.faces.size > 0) this.faces.delete(facet);
  }

  spans(facet: number, variable: number): boolean {
    const base = facet * (this.rows - 1);
    for (let i = 0; i < this.rows - 1; i++) if (this.heads[base + i] === variable) return true;
    return false;
  }

  /** How many slacks span the facet. */
  slacks(facet: number): number {
    const base = facet * (this.rows - 1);
    let count = 0;
    while (count < this.rows - 1 && this.heads[base + count]! < 0) count++;
    return count;
  }

  private hash(heads: Int32Array, base: number): number {
    let h = 17;
    for (let i = 0; i < this.rows - 1; i++)
      h = (Math.imul(h ^ heads[base + i]!, 0x01000193) + (h >>> 15)) | 0;
    return (h ^ (h >>> 13)) & (this.table.length - 1);
  }

  private rehash(): void {
    this.table = new Int32Array(2 * this.table.length).fill(-1);
    for (let k = 0; k < this.count; k++) {
      let place = this.hash(this.heads, k * (this.rows - 1));
      while (this.table[place]! >= 0) place = (place + 1) & (this.table.length - 1);
      this.table[place] = k;
    }
  }

  private grow(): void {
    const room = 2 * this.checked.length;
    const ints = (old: Int32Array, size: number): Int32Array<ArrayBuffer> => {
      const wider = new Int32Array(size);
      wider.set(old);
      return wider;
    };
    const floats = (old: Float64Array, size: number): Float64Array<ArrayBuffer> => {
      const wider = new Float64Array(size);
      wider.set(old);
      return wider;
    };
    this.heads = ints(this.heads, room * (this.rows - 1));
    this.checked = ints(this.checked, room);
    this.slot = ints(this.slot, room);
    this.multipliers = floats(this.multipliers, room * this.rows);
    this.violation = floats(this.violation, room);
    this.short = floats(this.short, room);
    const alive = new Uint8Array(room);
    alive.set(this.alive);
    this.alive = alive;
  }
}
