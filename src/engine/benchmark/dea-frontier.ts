import { Basis, ColumnStore, price, solveExact } from '#engine/lp';
import type { ExactSolution } from '#engine/lp';

/**
 * The radial envelopment programs of one data set, all at once.
 *
 * Every unit j is a column a_j of m rows: the rows that keep their level ("held": outputs when contracting inputs, inputs when expanding
 * outputs, and the convexity row), then the rows that move together ("oriented"). Outputs carry a minus sign, so each row reads
 * "Σ λ_j a_j + slack = level" and the program of unit o is
 *     min c·τ   with   Σ_j λ_j a_j + s + τ·h = f,   λ ≥ 0, s ≥ 0, τ free
 * where f holds a_o in the held rows, −h holds a_o in the oriented rows, c = +1 (contract inputs) or −1 (expand outputs).
 *
 * What makes it fast:
 * - A basis is τ and m−1 columns lying on one facet of the frontier. Its multipliers g (g·a_j ≥ 0 for all j) do not depend on the unit, so
 *   facets found once are kept in a pool; a new unit starts from the facet that gives it the best bound, only the τ column is exchanged in
 *   the inverse, and the dual simplex usually needs few pivots or none.
 * - Only units outside the hull of the columns seen so far become columns ("working set"). A unit inside that hull can never make a
 *   facet invalid, so a facet must be checked against new columns only.
 *
 * What makes it safe: every answer is checked by its own certificate. Where rounding leaves the score in doubt (columns almost parallel,
 * sizes far apart), the program is solved again in exact fractions.
 */
export interface FrontierModel {
  /** Units, distinct and in canonical order. */
  readonly units: number;
  readonly rows: number;
  /** First oriented row; held rows stand before it. */
  readonly oriented: number;
  /** Index of the convexity row, −1 under constant returns. */
  readonly convexity: number;
  /** Slack of the convexity row: 0 none (variable returns), +1 (Σλ ≤ 1), −1 (Σλ ≥ 1). */
  readonly convexitySlack: -1 | 0 | 1;
  /** +1: min τ (inputs contract); −1: max τ (outputs expand). */
  readonly sense: 1 | -1;
  /** Column after column: a_j in rows·j … */
  readonly columns: Float64Array;
  /** Weight of each row's slack in the second stage; 0 for the convexity row. */
  readonly slackWeight: Float64Array;
  /** Order in which units are visited: likely frontier units first. */
  readonly order: Int32Array;
  /** Units that are possible references without being measured themselves (nothing to expand). */
  readonly passive: readonly number[];
}

export interface FrontierPoint {
  readonly tau: number;
  /** Reference units and their weights, second stage done. */
  readonly peers: number[];
  readonly lambda: number[];
  /** Slack per row (convexity row included). */
  readonly slack: Float64Array;
  /** Multipliers g ≥ 0 of the rows (convexity: any sign as its slack allows), scaled so that the oriented rows of the unit sum to 1. */
  readonly multiplier: Float64Array;
  /** |primal value − dual value| relative to their terms, largest relative violation of a primal row, largest relative violation of a multiplier constraint. */
  readonly gap: number;
  readonly primalViolation: number;
  readonly dualViolation: number;
}

const ON_FRONTIER = 1e-10;
/** Relative to the terms of the sum it is compared with; see `noise`. */
const TINY = 1e-11;
const FACE = 1e-10;
/** A pivot must be this large beside the terms it was summed from, or it may be nothing but rounding. */
const PIVOT = 1e-12;

/** A score that its certificate does not prove to this much is computed again without rounding. */
const DOUBT = 1e-11;

interface Face {
  /** Columns and slacks off the basis that lie on the facet all the same. */
  readonly columns: Int32Array;
  readonly slacks: number[];
  /** How far the multipliers (largest one 1) fall short of supporting a column: relative to its terms, and as such. */
  readonly violation: number;
  readonly short: number;
}

class Stalled extends Error {}

export class Frontier {
  readonly model: FrontierModel;
  /** Columns that can matter: every frontier unit is among them once `solve` has run. */
  private readonly working: ColumnStore;
  private readonly workingUnit: number[] = [];
  private readonly workingAt: Int32Array;
  /** Pool of facets: multipliers by row, and for each the basis and inverse of the unit that found it. */
  private readonly pool: ColumnStore;
  private poolHead: Int32Array;
  private poolInverse: Float64Array;
  private readonly freeSlots: number[] = [];
  private readonly facetOf: Int32Array;
  private readonly faces = new Map<number, Face>();
  private readonly basis: Basis;
  private readonly sign: Float64Array;

  // The unit at hand.
  private readonly a: Float64Array;
  private readonly h: Float64Array;
  private readonly f: Float64Array;
  private readonly x: Float64Array;
  private readonly noise: Float64Array;
  private readonly transformed: Float64Array;
  private readonly column: Float64Array;
  private readonly g: Float64Array;
  private readonly rest: Float64Array;
  private measured = false;
  /** Whether the last "no feasible weights" stands clear of rounding. */
  private refuted = false;
  private readonly basicSlack: Uint8Array;
  private alpha: Float64Array = new Float64Array(64);
  private reduced: Float64Array = new Float64Array(64);
  private held: Float64Array = new Float64Array(64);
  private moved: Float64Array = new Float64Array(64);
  pivots = 0;
  /** Answers that were computed in exact fractions. */
  exactAnswers = 0;
  /** Units floating point has no basis for. */
  private readonly delicate: Uint8Array;

  constructor(model: FrontierModel) {
    const m = model.rows;
    this.model = model;
    this.working = new ColumnStore(m, 128);
    this.pool = new ColumnStore(m, 128);
    this.poolHead = new Int32Array(128 * m);
    this.poolInverse = new Float64Array(128 * m * m);
    this.workingAt = new Int32Array(model.units).fill(-1);
    this.facetOf = new Int32Array(model.units).fill(-1);
    this.basis = new Basis(m);
    this.sign = new Float64Array(m).fill(1);
    if (model.convexity >= 0) this.sign[model.convexity] = model.convexitySlack;
    this.a = new Float64Array(m);
    this.h = new Float64Array(m);
    this.f = new Float64Array(m);
    this.x = new Float64Array(m);
    this.noise = new Float64Array(m);
    this.transformed = new Float64Array(m);
    this.column = new Float64Array(m);
    this.g = new Float64Array(m);
    this.rest = new Float64Array(m);
    this.basicSlack = new Uint8Array(m);
    this.delicate = new Uint8Array(model.units);
  }

  /** Units that span the frontier (a superset of the extreme ones, without interior units but for ties within 1e-10). */
  frontierUnits(): number[] {
    return [...this.workingUnit];
  }

  facetCount(): number {
    return this.pool.count - this.freeSlots.length;
  }

  /** Finds, for every unit, the facet it is measured against. */
  solve(): void {
    const { units, order, passive } = this.model;
    for (const unit of passive) {
      if (this.workingAt[unit]! >= 0) continue;
      this.read(unit);
      this.admit(unit);
    }
    const measured = new Uint8Array(units).fill(1);
    for (const unit of passive) measured[unit] = 0;
    // A unit solved before the frontier was complete may lose its facet to a later column: it is solved again.
    for (let open = true; open;) {
      open = false;
      for (let k = 0; k < units; k++) {
        const unit = order[k]!;
        if (this.facetOf[unit]! >= 0 || measured[unit] === 0 || this.delicate[unit] === 1) continue;
        open = true;
        if (this.solveUnit(unit)) continue;
        this.delicate[unit] = 1;
        if (this.workingAt[unit]! < 0) {
          this.read(unit);
          this.admit(unit);
        }
      }
    }
  }

  // ---- one unit -------------------------------------------------------------------------------------------------------------

  private read(unit: number): void {
    const { rows: m, columns, oriented } = this.model;
    const at = unit * m;
    for (let i = 0; i < m; i++) {
      const value = columns[at + i]!;
      this.a[i] = value;
      this.h[i] = i < oriented ? 0 : -value;
      this.f[i] = i < oriented ? value : 0;
    }
  }

  /** False: rounding leaves no basis to stand on. */
  private solveUnit(unit: number): boolean {
    this.read(unit);
    let facet = this.bestFacet();
    if (facet.beyond && this.workingAt[unit]! < 0) {
      this.admit(unit);
      facet = this.bestFacet();
    }
    let at = this.workingAt[unit]!;
    const own = at < 0;
    if (own) {
      at = this.working.count;
      this.working.put(at, this.a);
      this.fit();
    }
    const count = own ? at + 1 : this.working.count;
    let found = -1;
    let done = false;
    if (facet.at >= 0 && this.load(facet.at)) {
      const before = this.pivots;
      try {
        done = this.dual(this.working, count, -1) && this.settle(count);
        if (done && this.pivots === before) found = facet.at;
        else done &&= this.supports(this.working, count, -1);
      } catch (error) {
        if (!(error instanceof Stalled)) throw error;
      }
    }
    if (!done) {
      try {
        if (!this.startFromItself(at)) return false;
        this.primal(count);
        if (!this.settle(count)) return false;
      } catch (error) {
        if (error instanceof Stalled) return false;
        throw error;
      }
    }
    if (own) {
      let touches = false;
      for (let i = 0; i < this.model.rows; i++) if (this.basis.head[i] === at) touches = true;
      if (touches) this.admit(unit);
    }
    this.facetOf[unit] = found >= 0 ? found : this.keepFacet();
    return true;
  }

  /** Rebuilds the inverse from the columns and repairs what rounding had hidden. */
  private settle(count: number): boolean {
    for (let round = 0; round < 3; round++) {
      if (this.basis.age === 0 && round > 0) return true;
      if (this.basis.age > 0 && !this.basis.refactor(this.columnOf)) return false;
      this.evaluate();
      if (this.leavingRow(-1, 1e-11) < 0) return true;
      if (!this.dual(this.working, count, -1)) return false;
    }
    return this.basis.refactor(this.columnOf);
  }

  /** The pool's facet with the best bound; `beyond` when some facet shows the unit to lie outside the hull of the working set. */
  private bestFacet(): { at: number; beyond: boolean } {
    const { rows, oriented, sense } = this.model;
    const count = this.pool.count;
    if (this.held.length < this.pool.capacity) {
      this.held = new Float64Array(this.pool.capacity);
      this.moved = new Float64Array(this.pool.capacity);
    }
    const held = this.held;
    const moved = this.moved;
    price(this.pool, this.a, 0, 0, oriented, held, count);
    price(this.pool, this.a, 0, oriented, rows, moved, count);
    let best = -Infinity;
    let at = -1;
    // A dropped facet has zero multipliers: its bound is NaN and loses every comparison.
    for (let k = 0; k < count; k++) {
      const bound = (-sense * held[k]!) / moved[k]!;
      if (bound > best) {
        best = bound;
        at = k;
      }
    }
    return { at: best === Infinity ? -1 : at, beyond: best > sense + ON_FRONTIER };
  }

  /** Makes the unit a column; facets it violates leave the pool and their units are open again. */
  private admit(unit: number): void {
    const m = this.model.rows;
    this.workingAt[unit] = this.working.push(this.a);
    this.workingUnit.push(unit);
    this.fit();
    const count = this.pool.count;
    if (this.held.length < this.pool.capacity) this.held = new Float64Array(this.pool.capacity);
    const value = this.held;
    price(this.pool, this.a, 0, 0, m, value, count);
    let dropped = 0;
    for (let k = 0; k < count; k++) {
      if (!(value[k]! < 0)) continue;
      let size = 0;
      for (let i = 0; i < m; i++) size += Math.abs(this.pool.data[i]![k]! * this.a[i]!);
      if (value[k]! >= -TINY * size) continue;
      for (let i = 0; i < m; i++) this.pool.data[i]![k] = 0;
      this.poolHead[k * m] = 1; // marks the slot for the sweep below; a kept facet has τ here
      this.freeSlots.push(k);
      dropped++;
    }
    if (dropped === 0) return;
    const facetOf = this.facetOf;
    for (let u = 0; u < facetOf.length; u++) {
      const k = facetOf[u]!;
      if (k >= 0 && this.poolHead[k * m] === 1) facetOf[u] = -1;
    }
  }

  private keepFacet(): number {
    const { rows: m, sense } = this.model;
    const inverse = this.basis.inverse;
    let largest = 0;
    for (let i = 0; i < m; i++) {
      let value = -sense * inverse[i]!;
      if (this.sign[i] !== 0 && value * this.sign[i]! < 0) value = 0;
      this.g[i] = value;
      largest = Math.max(largest, Math.abs(value));
    }
    for (let i = 0; i < m; i++) this.g[i] = this.g[i]! / largest;
    const slot = this.freeSlots.pop() ?? this.pool.count++;
    this.pool.put(slot, this.g);
    if ((slot + 1) * m > this.poolHead.length) {
      const head = new Int32Array(this.pool.capacity * m);
      head.set(this.poolHead);
      this.poolHead = head;
      const wider = new Float64Array(this.pool.capacity * m * m);
      wider.set(this.poolInverse);
      this.poolInverse = wider;
    }
    this.poolHead.set(this.basis.head, slot * m);
    this.poolInverse.set(inverse, slot * m * m);
    return slot;
  }

  /** Takes a facet's basis and exchanges its τ column for that of the unit at hand. */
  private load(facet: number): boolean {
    const m = this.model.rows;
    this.basis.copyFrom(this.poolInverse, facet * m * m, this.poolHead, facet * m);
    this.basis.transform(this.h, this.transformed);
    const pivot = this.transformed[0]!;
    if (!(Math.abs(pivot) > 1e-200) || !Number.isFinite(1 / pivot)) return false;
    this.basis.pivot(0, this.transformed, -1 - m);
    this.basis.age = 0;
    return true;
  }

  private readonly columnOf = (variable: number, out: Float64Array): void => {
    const m = this.model.rows;
    if (variable >= 0) this.source.read(variable, out);
    else if (variable === -1 - m) out.set(this.h);
    else {
      out.fill(0);
      out[-1 - variable] = this.sign[-1 - variable]!;
    }
  };
  /** Where structural columns are read from: the working set, or all units for super-efficiency. */
  private source: ColumnStore = undefined as unknown as ColumnStore;

  private fit(): void {
    this.source = this.working;
    this.room(this.working.capacity);
  }

  private room(columns: number): void {
    if (this.alpha.length >= columns) return;
    this.alpha = new Float64Array(columns);
    this.reduced = new Float64Array(columns);
  }

  /** The unit as its own reference: feasible always (λ_o = 1, τ = 1, slacks 0), the way in when no facet is known. */
  private startFromItself(at: number): boolean {
    this.ownBasis(at).forEach((variable, position) => (this.basis.head[position] = variable));
    return this.basis.refactor(this.columnOf);
  }

  private ownBasis(at: number): number[] {
    const { rows: m, oriented, convexity } = this.model;
    let tauRow = oriented;
    for (let i = oriented; i < m; i++) if (Math.abs(this.h[i]!) > Math.abs(this.h[tauRow]!)) tauRow = i;
    let ownRow = convexity;
    if (ownRow < 0) {
      ownRow = 0;
      for (let i = 0; i < oriented; i++) if (Math.abs(this.a[i]!) > Math.abs(this.a[ownRow]!)) ownRow = i;
      // No output at all under constant returns: nothing is needed to produce nothing, τ = 0 without any reference.
      if (this.a[ownRow] === 0) ownRow = -1;
    }
    const head = [-1 - m];
    if (ownRow >= 0) head.push(at);
    for (let i = 0; i < m; i++) if (i !== tauRow && i !== ownRow) head.push(-1 - i);
    return head;
  }

  /** Values of the basic variables. */
  private evaluate(): void {
    const m = this.model.rows;
    const inv = this.basis.inverse;
    for (let i = 0, at = 0; i < m; i++) {
      let sum = 0;
      for (let k = 0; k < m; k++, at++) sum += inv[at]! * this.f[k]!;
      this.x[i] = sum;
    }
    this.measured = false;
  }

  /**
   * For each basic value the size its rounding error is a multiple of: |B⁻¹|·(|B|·|x| + |f|), the componentwise bound of backward
   * analysis. It scales with the data, so a tolerance relative to it means the same for small and large units and for any unit of measure.
   */
  private measure(): void {
    if (this.measured) return;
    this.measured = true;
    const m = this.model.rows;
    const size = this.rest;
    for (let k = 0; k < m; k++) size[k] = Math.abs(this.f[k]!) + Math.abs(this.x[0]! * this.h[k]!);
    for (let i = 1; i < m; i++) {
      const value = Math.abs(this.x[i]!);
      if (value === 0) continue;
      const variable = this.basis.head[i]!;
      if (variable < 0) size[-1 - variable] = size[-1 - variable]! + value;
      else for (let k = 0; k < m; k++) size[k] = size[k]! + Math.abs(value * this.source.data[k]![variable]!);
    }
    const inv = this.basis.inverse;
    for (let i = 0, at = 0; i < m; i++) {
      let sum = 0;
      for (let k = 0; k < m; k++, at++) sum += Math.abs(inv[at]!) * size[k]!;
      this.noise[i] = sum;
    }
  }

  /** One step of iterative refinement: what the basic columns miss of f is put back through the inverse. */
  private refine(): void {
    const m = this.model.rows;
    const rest = this.rest;
    for (let k = 0; k < m; k++) rest[k] = this.f[k]! - this.x[0]! * this.h[k]!;
    for (let i = 1; i < m; i++) {
      const value = this.x[i]!;
      if (value === 0) continue;
      const variable = this.basis.head[i]!;
      if (variable < 0) {
        const k = -1 - variable;
        rest[k] = rest[k]! - value * this.sign[k]!;
      } else for (let k = 0; k < m; k++) rest[k] = rest[k]! - value * this.source.data[k]![variable]!;
    }
    const inv = this.basis.inverse;
    for (let i = 0, at = 0; i < m; i++) {
      let sum = 0;
      for (let k = 0; k < m; k++, at++) sum += inv[at]! * rest[k]!;
      this.x[i] = this.x[i]! + sum;
    }
  }

  /** The basic variable furthest outside its bounds, by exact dual steepest edge; −1 when all hold. Position 0 is τ, free. */
  private leavingRow(excluded: number, tolerance: number): number {
    const m = this.model.rows;
    const inv = this.basis.inverse;
    let leaving = -1;
    let best = 0;
    for (let i = 1; i < m; i++) {
      let excess = -this.x[i]!;
      if (excluded >= 0 && this.basis.head[i] === excluded) excess = Math.abs(excess);
      if (excess <= 0) continue;
      this.measure();
      if (excess <= tolerance * this.noise[i]!) continue;
      let norm = 0;
      for (let k = 0, at = i * m; k < m; k++, at++) norm += inv[at]! * inv[at]!;
      const score = (excess * excess) / norm;
      if (score > best) {
        best = score;
        leaving = i;
      }
    }
    return leaving;
  }

  private markBasic(): void {
    const m = this.model.rows;
    this.basicSlack.fill(0);
    for (let i = 1; i < m; i++) {
      const variable = this.basis.head[i]!;
      if (variable < 0) this.basicSlack[-1 - variable] = 1;
    }
  }

  /** Multipliers of the present basis, not scaled. */
  private readMultipliers(): void {
    const { rows: m, sense } = this.model;
    for (let i = 0; i < m; i++) this.g[i] = -sense * this.basis.inverse[i]!;
  }

  private termSize(store: ColumnStore, weights: Float64Array, offset: number, j: number): number {
    let size = 0;
    for (let i = 0; i < this.model.rows; i++) size += Math.abs(weights[offset + i]! * store.data[i]![j]!);
    return size;
  }

  /**
   * Dual simplex over the first `count` columns of `store`, `excluded` kept at zero. True: optimal. False: no feasible weights
   * (the leaving row proves it). Throws Stalled when rounding stops progress.
   */
  private dual(store: ColumnStore, count: number, excluded: number): boolean {
    const m = this.model.rows;
    const basis = this.basis;
    const inv = basis.inverse;
    const alpha = this.alpha;
    const reduced = this.reduced;
    const limit = 60 * m + 200;
    let fresh = false;
    for (let step = 0; ; step++) {
      if (step > limit) throw new Stalled();
      this.evaluate();
      const leaving = this.leavingRow(excluded, step < limit / 2 ? 1e-13 : 1e-10);
      if (leaving < 0) return true;
      if (basis.age > 30) {
        if (!basis.refactor(this.columnOf)) throw new Stalled();
        fresh = false;
        continue;
      }
      if (!fresh) {
        this.readMultipliers();
        price(store, this.g, 0, 0, m, reduced, count);
        for (let j = 0; j < count; j++) if (reduced[j]! < 0) reduced[j] = 0;
        fresh = true;
      }
      // A variable above its bound (only the excluded unit) leaves in the other direction.
      const direction = this.x[leaving]! > 0 ? -1 : 1;
      const base = leaving * m;
      price(store, inv, base, 0, m, alpha, count);
      for (let i = 1; i < m; i++) if (basis.head[i]! >= 0) alpha[basis.head[i]!] = 0;
      if (excluded >= 0) alpha[excluded] = 0;
      this.markBasic();

      // Ratio test in two passes: the smallest ratio with a hair of tolerance, then the largest pivot within it.
      const slip = 1e-13;
      let bound = Infinity;
      let rowSize = 0;
      for (let i = 0; i < m; i++) rowSize = Math.max(rowSize, Math.abs(inv[base + i]!));
      if (direction > 0) {
        for (let j = 0; j < count; j++) {
          const rate = -alpha[j]!;
          if (
            rate > 0 &&
            reduced[j]! + slip < bound * rate &&
            rate > PIVOT * this.termSize(store, inv, base, j)
          )
            bound = (reduced[j]! + slip) / rate;
        }
      } else {
        for (let j = 0; j < count; j++) {
          const rate = alpha[j]!;
          if (
            rate > 0 &&
            reduced[j]! + slip < bound * rate &&
            rate > PIVOT * this.termSize(store, inv, base, j)
          )
            bound = (reduced[j]! + slip) / rate;
        }
      }
      for (let i = 0; i < m; i++) {
        const s = this.sign[i]!;
        if (s === 0 || this.basicSlack[i] === 1) continue;
        const rate = -direction * inv[base + i]! * s;
        const d = Math.max(0, this.g[i]! * s);
        if (rate > 0 && (d + slip) / rate < bound && rate > 0.1 * PIVOT * rowSize) bound = (d + slip) / rate;
      }
      if (bound === Infinity) {
        // The claim "infeasible" is only made on a fresh inverse.
        if (basis.age === 0) {
          this.measure();
          this.refuted = Math.abs(this.x[leaving]!) > 1e-9 * this.noise[leaving]!;
          return false;
        }
        if (!basis.refactor(this.columnOf)) throw new Stalled();
        fresh = false;
        continue;
      }
      let entering = 0;
      let largest = 0;
      let isSlack = false;
      for (let j = 0; j < count; j++) {
        const rate = -direction * alpha[j]!;
        if (rate > largest && reduced[j]! <= bound * rate) {
          largest = rate;
          entering = j;
        }
      }
      for (let i = 0; i < m; i++) {
        const s = this.sign[i]!;
        if (s === 0 || this.basicSlack[i] === 1) continue;
        const rate = -direction * inv[base + i]! * s;
        if (rate > largest && Math.max(0, this.g[i]! * s) <= bound * rate) {
          largest = rate;
          entering = i;
          isSlack = true;
        }
      }
      const variable = isSlack ? -1 - entering : entering;
      this.columnOf(variable, this.column);
      basis.transform(this.column, this.transformed);
      const pivot = this.transformed[leaving]!;
      if (Math.abs(pivot + direction * largest) > 1e-7 * (Math.abs(pivot) + largest) || pivot === 0) {
        // Row and column disagree about the pivot: the inverse has drifted.
        if (basis.age === 0 || !basis.refactor(this.columnOf)) throw new Stalled();
        fresh = false;
        continue;
      }
      const d = isSlack ? Math.max(0, this.g[entering]! * this.sign[entering]!) : reduced[entering]!;
      const t = (direction * d) / largest;
      const left = basis.head[leaving]!;
      for (let j = 0; j < count; j++) {
        const next = reduced[j]! + t * alpha[j]!;
        reduced[j] = next < 0 ? 0 : next;
      }
      if (left >= 0) reduced[left] = Math.abs(t);
      basis.pivot(leaving, this.transformed, variable);
      this.readMultipliers();
      this.pivots++;
    }
  }

  /** Whether the present multipliers really support every column: the proof that the basis is optimal, from the columns themselves. */
  private supports(store: ColumnStore, count: number, excluded: number): boolean {
    const m = this.model.rows;
    this.readMultipliers();
    let largest = 0;
    for (let i = 0; i < m; i++) largest = Math.max(largest, Math.abs(this.g[i]!));
    for (let i = 0; i < m; i++) if (this.g[i]! * this.sign[i]! < -TINY * largest) return false;
    price(store, this.g, 0, 0, m, this.alpha, count);
    for (let j = 0; j < count; j++)
      if (this.alpha[j]! < 0 && j !== excluded && this.alpha[j]! < -FACE * this.termSize(store, this.g, 0, j))
        return false;
    return true;
  }

  /** Primal simplex from a feasible basis; Bland's rule once it stops making progress, so it always ends. */
  private primal(count: number): void {
    const m = this.model.rows;
    const basis = this.basis;
    let idle = 0;
    let previous = Infinity;
    for (let step = 0; ; step++) {
      if (step > 100_000) throw new Stalled();
      if (basis.age > 30) basis.refactor(this.columnOf);
      this.evaluate();
      const value = this.model.sense * this.x[0]!;
      idle = value < previous - 1e-13 * Math.abs(previous) ? 0 : idle + 1;
      previous = value;
      const bland = idle > 4 * m + 20;
      this.readMultipliers();
      price(this.working, this.g, 0, 0, m, this.reduced, count);
      this.markBasic();
      for (let i = 1; i < m; i++) if (basis.head[i]! >= 0) this.reduced[basis.head[i]!] = 0;
      let largest = 0;
      for (let i = 0; i < m; i++) largest = Math.max(largest, Math.abs(this.g[i]!));
      let entering = -1;
      let isSlack = false;
      let best = 0;
      for (let j = 0; j < count; j++) {
        const d = this.reduced[j]!;
        if (d >= best || d >= -TINY * this.termSize(this.working, this.g, 0, j)) continue;
        entering = j;
        if (bland) break;
        best = d;
      }
      if (!bland || entering < 0)
        for (let i = 0; i < m; i++) {
          const s = this.sign[i]!;
          if (s === 0 || this.basicSlack[i] === 1) continue;
          const d = this.g[i]! * s;
          if (d >= best || d >= -TINY * largest) continue;
          entering = i;
          isSlack = true;
          if (bland) break;
          best = d;
        }
      if (entering < 0) return;
      const variable = isSlack ? -1 - entering : entering;
      this.columnOf(variable, this.column);
      const leaving = this.ratioTest(bland);
      if (leaving < 0) throw new Stalled();
      basis.pivot(leaving, this.transformed, variable);
      this.pivots++;
    }
  }

  /** Primal ratio test for the column at hand (`column`, transformed here): the position that leaves, −1 when none limits it. */
  private ratioTest(bland: boolean): number {
    const m = this.model.rows;
    const w = this.transformed;
    this.basis.transform(this.column, w);
    this.measure();
    let size = 0;
    for (let i = 1; i < m; i++) size = Math.max(size, Math.abs(w[i]!));
    const floor = 1e-10 * size;
    let bound = Infinity;
    for (let i = 1; i < m; i++) {
      if (w[i]! <= floor) continue;
      bound = Math.min(bound, (Math.max(0, this.x[i]!) + 1e-14 * this.noise[i]!) / w[i]!);
    }
    let leaving = -1;
    for (let i = 1; i < m; i++) {
      if (w[i]! <= floor || Math.max(0, this.x[i]!) > bound * w[i]!) continue;
      if (leaving < 0 || (bland ? this.basis.head[i]! < this.basis.head[leaving]! : w[i]! > w[leaving]!))
        leaving = i;
    }
    return leaving;
  }

  // ---- second stage and report -----------------------------------------------------------------------------------------------

  /** Columns and slacks off the basis that lie on the facet all the same: only they can change λ and slacks without changing τ. */
  private face(facet: number): Face {
    const known = this.faces.get(facet);
    if (known) return known;
    const m = this.model.rows;
    const count = this.working.count;
    this.pool.read(facet, this.column);
    price(this.working, this.column, 0, 0, m, this.reduced, count);
    const basic = new Set<number>();
    for (let i = 0; i < m; i++) basic.add(this.poolHead[facet * m + i]!);
    const columns: number[] = [];
    let violation = 0;
    let short = 0;
    for (let j = 0; j < count; j++) {
      const d = this.reduced[j]!;
      if (d > 1e-6) continue;
      short = Math.max(short, -d);
      const size = this.termSize(this.working, this.column, 0, j);
      if (d > FACE * size) continue;
      violation = Math.max(violation, size > 0 ? -d / size : 0);
      if (!basic.has(j)) columns.push(j);
    }
    const slacks: number[] = [];
    for (let i = 0; i < m; i++)
      if (this.sign[i] !== 0 && !basic.has(-1 - i) && Math.abs(this.column[i]!) <= TINY) slacks.push(i);
    const face = { columns: Int32Array.from(columns), slacks, violation, short };
    this.faces.set(facet, face);
    return face;
  }

  /** Second stage: with τ fixed at its optimum, the weights that leave the largest weighted sum of slacks. */
  private maximiseSlack(face: { columns: Int32Array; slacks: number[] }): void {
    const { rows: m, slackWeight } = this.model;
    const basis = this.basis;
    const weights = new Float64Array(m);
    const basic = new Set<number>();
    let idle = 0;
    let previous = -Infinity;
    for (let step = 0; step < 10_000; step++) {
      if (basis.age > 30) basis.refactor(this.columnOf);
      this.evaluate();
      weights.fill(0);
      basic.clear();
      let total = 0;
      for (let i = 1; i < m; i++) {
        const variable = basis.head[i]!;
        basic.add(variable);
        if (variable >= 0) continue;
        const worth = slackWeight[-1 - variable]!;
        total += worth * this.x[i]!;
        for (let k = 0; k < m; k++) weights[k] = weights[k]! + worth * basis.inverse[i * m + k]!;
      }
      idle = total > previous * (1 + 1e-13) ? 0 : idle + 1;
      previous = Math.max(previous, total);
      const bland = idle > 4 * m + 20;
      let entering: number | undefined;
      let best = 0;
      const consider = (variable: number, gain: number, size: number): boolean => {
        if (basic.has(variable) || gain <= best || gain <= 1e-10 * size) return false;
        entering = variable;
        best = gain;
        return bland;
      };
      let stop = false;
      for (const j of face.columns) {
        let gain = 0;
        let size = 0;
        for (let i = 0; i < m; i++) {
          const term = weights[i]! * this.working.data[i]![j]!;
          gain -= term;
          size += Math.abs(term);
        }
        if (consider(j, gain, size)) {
          stop = true;
          break;
        }
      }
      if (!stop)
        for (const i of face.slacks) {
          const term = weights[i]! * this.sign[i]!;
          if (consider(-1 - i, slackWeight[i]! - term, slackWeight[i]! + Math.abs(term))) break;
        }
      // Columns that left the basis on the way may come back: they lie on the facet too.
      if (entering === undefined) return;
      this.columnOf(entering, this.column);
      const leaving = this.ratioTest(bland);
      if (leaving < 0) return;
      const left = basis.head[leaving]!;
      basis.pivot(leaving, this.transformed, entering);
      if (left >= 0) {
        if (!face.columns.includes(left)) face = { ...face, columns: Int32Array.of(...face.columns, left) };
      } else if (!face.slacks.includes(-1 - left)) face = { ...face, slacks: [...face.slacks, -1 - left] };
    }
  }

  /** The full answer for one unit; `solve` must have run. */
  point(unit: number): FrontierPoint {
    this.read(unit);
    return this.roundedPoint(unit) ?? this.exactPoint(unit);
  }

  /** The answer in floating point; undefined where its certificate leaves a doubt. */
  private roundedPoint(unit: number): FrontierPoint | undefined {
    const { rows: m, slackWeight } = this.model;
    this.source = this.working;
    if (this.delicate[unit] === 1) return undefined;
    const facet = this.facetOf[unit]!;
    const face = this.face(facet);
    if (!this.load(facet)) return undefined;
    const multiplier = this.multipliers();
    if (face.columns.length > 0 || face.slacks.length > 0) {
      let worthwhile = face.slacks.some((i) => slackWeight[i]! > 0);
      for (let i = 1; i < m && !worthwhile; i++) {
        const variable = this.basis.head[i]!;
        worthwhile = variable < 0 && slackWeight[-1 - variable]! > 0;
      }
      if (worthwhile) {
        this.maximiseSlack(face);
        if (this.basis.age > 0 && !this.basis.refactor(this.columnOf)) return undefined;
      }
    }
    this.evaluate();
    this.refine();
    return this.describe(unit, this.working, (j) => this.workingUnit[j]!, multiplier, face);
  }

  /** The same two stages without rounding, from the basis at hand if it holds, else from the unit as its own reference. */
  private exactPoint(unit: number): FrontierPoint {
    const { rows: m, slackWeight } = this.model;
    let at = this.workingAt[unit]!;
    let count = this.working.count;
    if (at < 0) {
      at = count++;
      this.working.put(at, this.a);
    }
    const worth = new Float64Array(count + m + 1);
    for (let i = 0; i < m; i++) worth[count + i] = -slackWeight[i]!;
    const starts =
      this.delicate[unit] === 1 ? [this.ownBasis(at)] : [[...this.basis.head], this.ownBasis(at)];
    const { values, multipliers } = this.exact(this.working, count, starts, [this.tauCost(count), worth]);
    const peers: number[] = [];
    const lambda: number[] = [];
    for (let j = 0; j < count; j++)
      if (values[j]! > 0) {
        peers.push(j === at ? unit : this.workingUnit[j]!);
        lambda.push(values[j]!);
      }
    return {
      tau: values[count + m]!,
      peers,
      lambda,
      slack: values.slice(count, count + m),
      multiplier: multipliers[0]!.map((y) => 0 - y),
      gap: 0,
      primalViolation: 0,
      dualViolation: 0,
    };
  }

  private tauCost(columns: number): Float64Array {
    const cost = new Float64Array(columns + this.model.rows + 1);
    cost[columns + this.model.rows] = this.model.sense;
    return cost;
  }

  /** The program of the unit at hand in fractions; columns of the solution: `count` of the store, a slack per row, τ. */
  private exact(
    store: ColumnStore,
    count: number,
    starts: readonly (readonly number[])[],
    objectives: readonly Float64Array[],
  ): ExactSolution {
    this.exactAnswers++;
    const m = this.model.rows;
    const columns = new Float64Array((count + m + 1) * m);
    for (let j = 0; j < count; j++) for (let i = 0; i < m; i++) columns[j * m + i] = store.data[i]![j]!;
    for (let i = 0; i < m; i++) columns[(count + i) * m + i] = this.sign[i]!;
    columns.set(this.h, (count + m) * m);
    const solution = solveExact({
      rows: m,
      columns,
      rhs: this.f,
      objectives,
      free: count + m,
      starts: starts.map((head) => head.map((v) => (v >= 0 ? v : count - 1 - v))),
    });
    if (!solution) throw new Error('DEA: the unit cannot be its own reference');
    return solution;
  }

  /** Multipliers scaled so that the oriented rows of the unit at hand sum to 1. */
  private multipliers(): Float64Array {
    const m = this.model.rows;
    const out = new Float64Array(m);
    this.readMultipliers();
    for (let i = 0; i < m; i++) {
      const value = this.g[i]!;
      out[i] = this.sign[i] !== 0 && value * this.sign[i]! <= 0 ? 0 : value;
    }
    return out;
  }

  private describe(
    unit: number,
    store: ColumnStore,
    unitOf: (column: number) => number,
    multiplier: Float64Array,
    face: Face,
  ): FrontierPoint | undefined {
    const { rows: m, oriented } = this.model;
    const peers: number[] = [];
    const lambda: number[] = [];
    const slack = new Float64Array(m);
    const total = new Float64Array(m);
    const size = new Float64Array(m);
    this.measured = false;
    this.measure();
    let own = 0;
    for (let k = 0; k < m; k++) own = Math.max(own, Math.abs(this.a[k]!));
    for (let i = 1; i < m; i++) {
      const value = this.x[i]!;
      const variable = this.basis.head[i]!;
      // What is no more than rounding of its own terms is zero.
      if (value <= 1e-13 * this.noise[i]!) continue;
      if (variable >= 0) {
        let felt = false;
        for (let k = 0; k < m && !felt; k++) {
          const part = Math.abs(value * store.data[k]![variable]!);
          felt = part > 1e-13 * Math.abs(this.a[k]!) && part > 1e-15 * own;
        }
        if (!felt) continue;
        peers.push(unitOf(variable));
        lambda.push(value);
      } else slack[-1 - variable] = value;
    }
    // On the frontier by itself: exactly itself.
    if (peers.length === 1 && peers[0] === unit && Math.abs(lambda[0]! - 1) < 1e-9) {
      lambda[0] = 1;
      slack.fill(0);
    }
    for (let i = 1; i < m; i++) {
      const variable = this.basis.head[i]!;
      const at = variable >= 0 ? peers.indexOf(unitOf(variable)) : -1;
      if (at < 0) continue;
      for (let k = 0; k < m; k++) {
        const term = lambda[at]! * store.data[k]![variable]!;
        total[k] = total[k]! + term;
        size[k] = size[k]! + Math.abs(term);
      }
    }
    for (let k = 0; k < m; k++) {
      total[k] = total[k]! + slack[k]! * this.sign[k]!;
      size[k] = size[k]! + slack[k]!;
    }
    // The score is read from the weights alone: what the largest oriented row says τ must be. The basis solves for it less exactly where
    // its columns are nearly parallel.
    let row = oriented;
    for (let i = oriented; i < m; i++) if (Math.abs(this.h[i]!) > Math.abs(this.h[row]!)) row = i;
    const tau = -total[row]! / this.h[row]!;
    const proof = this.prove(tau, total, size, multiplier);
    let scale = 0;
    let weight = 0;
    for (let i = 0; i < m; i++) scale = Math.max(scale, Math.abs(multiplier[i]!));
    for (const part of lambda) weight += part;
    if (!(proof.doubt + face.short * scale * weight <= DOUBT * Math.max(1, Math.abs(tau)))) return undefined;
    if (Math.max(proof.violation, face.violation) > 10 * DOUBT) return undefined;
    return {
      tau,
      peers,
      lambda,
      slack,
      multiplier,
      gap: proof.gap / Math.max(1, Math.abs(tau)),
      primalViolation: proof.violation,
      dualViolation: face.violation,
    };
  }

  /**
   * How well weights that reach `total` (terms of that `size`) and multipliers prove the score: the gap between the primal and the dual
   * value, the largest relative miss of a row, and by how much both together leave the score open.
   */
  private prove(
    tau: number,
    total: Float64Array,
    size: Float64Array,
    multiplier: Float64Array,
  ): { gap: number; violation: number; doubt: number } {
    const { rows: m, oriented, sense } = this.model;
    let dual = 0;
    let terms = 0;
    let violation = 0;
    let missed = 0;
    for (let i = 0; i < m; i++) {
      const g = multiplier[i]!;
      if (i < oriented) {
        dual -= sense * g * this.f[i]!;
        terms += Math.abs(g * this.f[i]!);
      }
      const miss = Math.abs(total[i]! + tau * this.h[i]! - this.f[i]!);
      const scale = size[i]! + Math.abs(tau * this.h[i]!) + Math.abs(this.f[i]!);
      if (scale > 0) violation = Math.max(violation, miss / scale);
      missed += Math.abs(g) * miss;
    }
    const gap = Math.abs(tau - dual);
    return { gap, violation, doubt: gap + missed + 1e-15 * terms };
  }

  // ---- super-efficiency ------------------------------------------------------------------------------------------------------

  private everyone: ColumnStore | undefined;

  /** All units as columns; unit u is column u. */
  private all(): ColumnStore {
    if (this.everyone) return this.everyone;
    const { units, rows: m, columns } = this.model;
    const store = new ColumnStore(m, units);
    for (let u = 0; u < units; u++) store.push(columns.subarray(u * m, (u + 1) * m));
    this.everyone = store;
    return store;
  }

  /**
   * The unit measured against all others (Andersen & Petersen 1993). Undefined when no combination of the others reaches it:
   * the program is infeasible, which the dual simplex proves.
   */
  withoutItself(unit: number, tau: number): number | undefined {
    // A unit that no facet needs as a corner is inside the hull of the others: leaving it out changes nothing.
    if (this.workingAt[unit]! < 0) return tau;
    this.read(unit);
    const rounded = this.delicate[unit] === 1 ? null : this.roundedWithoutItself(unit, this.facetOf[unit]!);
    return rounded === null ? this.exactWithoutItself(unit) : rounded;
  }

  /** Null where the answer is in doubt. */
  private roundedWithoutItself(unit: number, facet: number): number | undefined | null {
    this.source = this.working;
    if (!this.load(facet)) return null;
    const store = this.all();
    const m = this.model.rows;
    for (let i = 1; i < m; i++) {
      const variable = this.basis.head[i]!;
      if (variable >= 0) this.basis.head[i] = this.workingUnit[variable]!;
    }
    this.source = store;
    this.room(store.capacity);
    try {
      if (!this.dual(store, store.count, unit)) return this.refuted ? undefined : null;
      if (!this.supports(store, store.count, unit)) return null;
      const tau = this.x[0]!;
      const total = new Float64Array(m);
      const size = new Float64Array(m);
      for (let i = 1; i < m; i++) {
        const value = Math.max(0, this.x[i]!);
        const variable = this.basis.head[i]!;
        if (value === 0) continue;
        for (let k = 0; k < m; k++) {
          const entry = variable >= 0 ? store.data[k]![variable]! : k === -1 - variable ? this.sign[k]! : 0;
          total[k] = total[k]! + value * entry;
          size[k] = size[k]! + value * Math.abs(entry);
        }
      }
      this.readMultipliers();
      const { doubt } = this.prove(tau, total, size, this.g);
      return doubt <= DOUBT * Math.max(1, Math.abs(tau)) ? tau : null;
    } catch (error) {
      if (!(error instanceof Stalled)) throw error;
      return null;
    } finally {
      this.source = this.working;
    }
  }

  /** First its own weight is brought down as far as it goes: if not to nothing, the others cannot reach the unit. */
  private exactWithoutItself(unit: number): number | undefined {
    const store = this.all();
    const count = store.count;
    this.read(unit);
    const own = new Float64Array(count + this.model.rows + 1);
    own[unit] = 1;
    const { values } = this.exact(store, count, [this.ownBasis(unit)], [own, this.tauCost(count)]);
    return values[unit]! > 0 ? undefined : values[count + this.model.rows]!;
  }
}
