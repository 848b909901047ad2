import { Basis, ColumnStore, price, solveExact } from '#engine/lp';
import type { ExactSolution } from '#engine/lp';
import { BARE, Facets } from './dea-facets.ts';
import type { Face } from './dea-facets.ts';
import {
  TINY,
  advance,
  clamp,
  combine,
  isFelt,
  largestRate,
  multipliersOf,
  multiply,
  nearest,
  nextBelow,
  rowSize,
  smallestRatio,
  split,
  subtract,
  termSize,
} from './dea-loops.ts';
import type { Combination } from './dea-loops.ts';
import type { FrontierModel } from './dea-model.ts';
import { Pool } from './dea-pool.ts';

/** The answer of one unit, second stage done, in arrays that the next answer overwrites: the reference units in their weights, and more. */
export interface FrontierAnswer extends Combination {
  tau: number;
  /** Slack per row (convexity row included). */
  readonly slack: Float64Array;
  /** Multipliers g ≥ 0 of the rows (convexity: any sign as its slack allows), scaled so that the oriented rows of the unit sum to 1. */
  readonly multiplier: Float64Array;
  /** |primal value − dual value| relative to their terms, largest relative violation of a primal row, largest relative violation of a multiplier constraint. */
  gap: number;
  primalViolation: number;
  dualViolation: number;
}

const ON_FRONTIER = 1e-10;
const FACE = 1e-10;

/** Beside the largest value a value this large is no rounding. */
const CLEAR = 1e-6;
/** A score that its certificate does not prove to this much is computed again without rounding. */
const DOUBT = 1e-11;

/** Share of the units, per row, that is visited by promise before the others are visited as neighbours. */
const LEADING = 0.004;
/** Of those others, which may be on the frontier after all: whose score is at least this much by what is known. */
const LIKELY: readonly number[] = [1, 0.85];
/** Slots of the pool; the first of them keep one facet for good once the frontier is roughly known, the others the latest. */
const POOL = 128;
const COARSE = 32;
/** So many columns are listed for the simplex, give or take; so many more may join after one pricing of all. */
const LISTED = 90;
const JOIN = 8;
/** A working set of no more entries than this is listed as a whole. */
const WHOLE = 1600;
/** With no more units than this every answer comes from a fresh inverse: it costs nothing, and round figures stay round. */
const FEW = 256;
/** After so many pivots the inverse is built anew from its columns, drifted or not. */
const STALE = 100;
/** A facet that misses its own columns by more than this is built anew from them. */
const DRIFT = 1e-13;

class Stalled extends Error {}

const NONE: number[] = [];

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
 *   a new unit starts from the facet, of a small pool, that gives it the best bound; only the τ column is exchanged in the inverse, and the
 *   dual simplex usually needs few pivots or none. Units are visited so that neighbours follow each other: the pool can be small because
 *   it holds the facets around the unit at hand.
 * - Only units outside the hull of the columns seen so far become columns ("working set"). A unit inside that hull can never make a
 *   facet invalid, so a facet must be checked against new columns only.
 * - Where the working set is large, the simplex sees a list of it: the columns that the facet it starts from nearly supports. The facet it
 *   ends on is then priced against the whole working set, and columns it had missed join the list.
 * - Weights and slacks are kept while the inverse is there; only units with a second stage need theirs built again.
 *
 * What makes it safe: every answer is checked by its own certificate. Where rounding leaves the score in doubt (columns almost parallel,
 * sizes far apart), the program is solved again in exact fractions.
 */
export class Frontier {
  readonly model: FrontierModel;
  /** Columns that can matter: every frontier unit is among them once `solve` has run. */
  private readonly working: ColumnStore;
  private readonly workingUnit: number[] = [];
  private readonly workingAt: Int32Array;
  private readonly pool: Pool;
  private readonly facets: Facets;
  /** The facet that answers each unit, and the weights and slacks it gives the unit, in the order in which they span the facet. */
  private readonly facetOf: Int32Array;
  private readonly values: Float64Array;
  private readonly basis: Basis;
  private readonly sign: Float64Array;

  // The unit at hand.
  private readonly a: Float64Array;
  private readonly h: Float64Array;
  private readonly f: Float64Array;
  private readonly x: Float64Array;
  private readonly terms: Float64Array;
  private readonly transformed: Float64Array;
  private readonly column: Float64Array;
  private readonly g: Float64Array;
  private readonly rest: Float64Array;
  private readonly correction: Float64Array;
  private readonly out: FrontierAnswer;
  private measured = false;
  /** Whether the pool shows the unit to lie outside the hull of the working set. */
  private beyond = false;
  /** Whether the last "no feasible weights" stands clear of rounding. */
  private refuted = false;
  /** The price of every column. */
  private prices: Float64Array = new Float64Array(0);
  // The list the simplex looks at, place by place: variable, entries, row at hand, reduced cost. The first places are the slacks', always.
  private list: Int32Array = new Int32Array(0);
  private readonly listed: ColumnStore;
  private alpha: Float64Array = new Float64Array(0);
  private reduced: Float64Array = new Float64Array(0);
  private slacks = 0;
  /** Where a variable stands in the list, at variable + rows; −1 if it does not. */
  private place: Int32Array = new Int32Array(0);
  /** Whether the list is complete for the unit at hand. */
  private chosen = false;
  /** Reduced cost beside the size of the column up to which one is listed; it follows the lists that come out of it. */
  private near = 0.1;
  private readonly missing = new Int32Array(JOIN);
  private readonly missed = new Float64Array(JOIN);
  private missingCount = 0;
  // A number that will be a fraction starts as one: the engine would compile everything again when the kind changes.
  private doubt = Number.NaN;
  private gap = Number.NaN;
  private violation = Number.NaN;
  private heaviest = Number.NaN;
  /** Largest entry of the unit at hand. */
  private own = Number.NaN;
  pivots = 0;
  /** Units floating point has no basis for. */
  private readonly delicate: Uint8Array;

  constructor(model: FrontierModel) {
    const m = model.rows;
    this.model = model;
    this.working = new ColumnStore(m, 128);
    this.listed = new ColumnStore(m, 2 * LISTED);
    this.pool = new Pool(POOL, m, model.oriented);
    this.facets = new Facets(m);
    this.workingAt = new Int32Array(model.units).fill(-1);
    this.facetOf = new Int32Array(model.units).fill(-1);
    this.values = new Float64Array(model.units * (m - 1));
    this.basis = new Basis(m);
    this.sign = new Float64Array(m).fill(1);
    if (model.convexity >= 0) this.sign[model.convexity] = model.convexitySlack;
    this.a = new Float64Array(m);
    this.h = new Float64Array(m);
    this.f = new Float64Array(m);
    this.x = new Float64Array(m);
    this.terms = new Float64Array(m);
    this.transformed = new Float64Array(m);
    this.column = new Float64Array(m);
    this.g = new Float64Array(m);
    this.rest = new Float64Array(m);
    this.correction = new Float64Array(m);
    this.delicate = new Uint8Array(model.units);
    this.out = {
      tau: Number.NaN,
      count: 0,
      peers: new Int32Array(m),
      lambda: new Float64Array(m),
      slack: new Float64Array(m),
      reached: new Float64Array(m),
      reachedSize: new Float64Array(m),
      multiplier: new Float64Array(m),
      gap: Number.NaN,
      primalViolation: Number.NaN,
      dualViolation: Number.NaN,
    };
    this.source = this.working;
    this.fit();
  }

  /** Finds, for every unit, the facet it is measured against. */
  solve(): void {
    const { units, order, passive } = this.model;
    for (const unit of passive) {
      if (this.workingAt[unit]! >= 0) continue;
      this.read(unit);
      this.admit(unit);
    }
    // Promising units first, because most of the frontier is among them; the others as neighbours.
    const resting = new Set(passive);
    const measured = passive.length > 0 ? order.filter((unit) => !resting.has(unit)) : order;
    const first = Math.max(POOL, Math.ceil(units * LEADING * this.model.rows));
    this.solveAll(measured.subarray(0, first));
    this.pool.fixed = COARSE;
    this.solveAll(this.neighbours(measured.subarray(first)));
    // A unit solved before the frontier was complete may lose its facet to a later column: it is solved again.
    for (let lost = this.lost(measured); lost.length > 0; lost = this.lost(measured)) this.solveAll(lost);
  }

  /** The loop is the array's own: one of ours would be compiled again while it runs, with all it calls. */
  private solveAll(list: Int32Array): void {
    list.forEach((unit) => {
      if (!this.solveUnit(unit)) this.leaveToFractions(unit);
    });
  }

  private leaveToFractions(unit: number): void {
    this.delicate[unit] = 1;
    this.facetOf[unit] = -1;
    if (this.workingAt[unit]! >= 0) return;
    this.read(unit);
    this.admit(unit);
  }

  /**
   * The units ordered by the facet of the pool that bounds them best; before them those that may be on the frontier by their bound, for a
   * column that comes late takes their facets from units already solved.
   */
  private neighbours(list: Int32Array): Int32Array {
    const { sense } = this.model;
    const near = new Int32Array(list.length);
    const start = new Int32Array((LIKELY.length + 1) * (POOL + 1) + 1);
    for (let k = 0; k < list.length; k++) {
      this.read(list[k]!);
      const slot = this.bestSlot() + 1;
      const { bound } = this.pool;
      const score = sense > 0 ? bound : -1 / bound;
      let level = 0;
      while (level < LIKELY.length && !(score > LIKELY[level]!)) level++;
      const place = slot + level * (POOL + 1);
      near[k] = place;
      start[place + 1] = start[place + 1]! + 1;
    }
    for (let place = 0; place < start.length - 1; place++)
      start[place + 1] = start[place + 1]! + start[place]!;
    const sorted = new Int32Array(list.length);
    for (let k = 0; k < list.length; k++) {
      const place = near[k]!;
      sorted[start[place]!] = list[k]!;
      start[place] = start[place]! + 1;
    }
    return sorted;
  }

  /** Prices every facet against the columns that came after it; the units that lost theirs. */
  private lost(list: Int32Array): Int32Array {
    const { facets, facetOf } = this;
    for (let k = 0; k < facets.count; k++) this.stands(k);
    return list.filter((unit) => facetOf[unit]! >= 0 && facets.alive[facetOf[unit]!] === 0);
  }

  // ---- one unit -------------------------------------------------------------------------------------------------------------

  private read(unit: number): void {
    const { rows: m, columns, oriented } = this.model;
    split(columns, unit * m, m, oriented, this.a, this.f, this.h);
  }

  /** False: rounding leaves no basis to stand on. */
  private solveUnit(unit: number): boolean {
    this.read(unit);
    let slot = this.bestSlot();
    if (this.beyond && this.workingAt[unit]! < 0) {
      this.admit(unit);
      slot = this.bestSlot();
    }
    let at = this.workingAt[unit]!;
    const own = at < 0;
    if (own) {
      at = this.working.count;
      this.working.put(at, this.a);
      this.fit();
    }
    const facet = this.solveFrom(slot, this.facetOf[unit]!, at);
    if (own) this.clear();
    if (facet < 0) return false;
    if (own && this.facets.spans(facet, at)) this.admit(unit);
    if (this.facets.slot[facet]! < 0) this.keep(facet);
    this.facetOf[unit] = facet;
    this.remember(unit, facet);
    return true;
  }

  /** Keeps the values of the basis at hand, which spans that facet, while its inverse is there to make them exact. */
  private remember(unit: number, facet: number): void {
    const width = this.model.rows - 1;
    if (this.model.units <= FEW && this.basis.age > 0 && this.basis.refactor(this.columnOf)) this.evaluate();
    this.refine();
    this.clean();
    const { heads } = this.facets;
    const { head } = this.basis;
    for (let q = 0; q < width; q++) {
      const variable = heads[facet * width + q]!;
      let i = 1;
      while (head[i] !== variable) i++;
      this.values[unit * width + q] = this.x[i]!;
    }
  }

  /**
   * The facet the unit is measured against: from the facet it lost to a later column, else from one of the pool, else from the unit
   * itself; −1 when none leads to one.
   */
  private solveFrom(slot: number, lost: number, at: number): number {
    const count = Math.max(this.working.count, at + 1);
    try {
      // With few columns the way from the pool is as short.
      const small = this.isSmall();
      if (lost >= 0 && !small && this.rebuild(lost)) {
        this.evaluate();
        if (this.leavingRow(-1, 1e-11) < 0) {
          this.readMultipliers();
          this.choose(count, at);
          this.primal(-1);
          const facet = this.finish(count);
          if (facet >= 0) return facet;
        }
      }
      if (slot >= 0 && this.load(slot)) {
        const before = this.pivots;
        this.clear();
        if (this.dual(count, at, -1)) {
          const known = this.pivots === before ? this.pool.facet[slot]! : this.facets.of(this.basis.head);
          if (this.stands(known)) return known;
          if (!this.chosen) {
            this.readMultipliers();
            this.choose(count, at);
          }
          const facet = this.finish(count);
          if (facet >= 0) return facet;
        }
      }
    } catch (error) {
      if (!(error instanceof Stalled)) throw error;
    }
    try {
      if (!this.startFromItself(at)) return -1;
      this.listAll(count);
      this.primal(-1);
      return this.finish(count);
    } catch (error) {
      if (error instanceof Stalled) return -1;
      throw error;
    }
  }

  /** From a basis that is optimal among the listed columns to one that no column lies beyond; −1 when rounding stands in the way. */
  private finish(count: number): number {
    for (let round = 0; round < 40; round++) {
      const facet = this.record();
      const fresh = this.facets.alive[facet] === 0;
      const fits = this.look(facet);
      if (fresh && this.basis.age > 0 && this.drifted(facet)) {
        if (!this.settle(count)) return -1;
        continue;
      }
      if (!fits) {
        this.facets.alive[facet] = 0;
        for (let k = 0; k < this.missingCount; k++) this.require(this.missing[k]!);
        const pivots = this.pivots;
        this.primal(-1);
        if (this.pivots !== pivots) continue;
        if (this.facets.violation[facet]! > FACE) return -1;
      }
      this.facets.alive[facet] = 1;
      return facet;
    }
    return -1;
  }

  /** Whether a facet just looked at misses the columns it was made of. */
  private drifted(facet: number): boolean {
    const { facets, basis, working } = this;
    const m = this.model.rows;
    for (let i = 1; i < m; i++) {
      const j = basis.head[i]!;
      if (j < 0 || j >= working.count) continue;
      const d = Math.abs(this.prices[j]!);
      if (d > 0 && d > DRIFT * termSize(working, facets.multipliers, facet * m, j)) return true;
    }
    return false;
  }

  /** Rebuilds the inverse from the columns and repairs what rounding had hidden. */
  private settle(count: number): boolean {
    for (let round = 0; round < 3; round++) {
      if (this.basis.age > 0 && !this.basis.refactor(this.columnOf)) return false;
      this.evaluate();
      if (this.leavingRow(-1, 1e-11) < 0) return true;
      if (!this.dual(count, -1, -1)) return false;
    }
    return this.basis.refactor(this.columnOf);
  }

  /** The pool's facet with the best bound; notes when some facet shows the unit to lie outside the hull of the working set. */
  private bestSlot(): number {
    const { sense } = this.model;
    const slot = this.pool.best(sense, this.a);
    this.beyond = this.pool.bound > sense + ON_FRONTIER;
    return slot;
  }

  /** Makes the unit a column; facets it violates leave the pool. */
  private admit(unit: number): void {
    this.workingAt[unit] = this.working.push(this.a);
    this.workingUnit.push(unit);
    this.fit();
    const { pool, a } = this;
    for (let slot = pool.violated(a, 0); slot < pool.count; slot = pool.violated(a, slot + 1))
      this.vacate(slot);
  }

  private vacate(slot: number): void {
    const facet = this.pool.facet[slot]!;
    if (facet >= 0) this.facets.slot[facet] = -1;
    this.pool.clear(slot);
  }

  /** Enters the basis at hand among the facets; a facet not alive gets its multipliers anew. */
  private record(): number {
    const { rows: m, sense } = this.model;
    const { facets, basis, sign } = this;
    const { head, inverse } = basis;
    const facet = facets.of(head);
    const { multipliers } = facets;
    if (facets.alive[facet] === 1) return facet;
    const base = facet * m;
    let idle = NONE;
    // The slacks that span the facet weigh nothing; a slack beside them that does not either lies on it.
    if (multipliersOf(inverse, sense, sign, multipliers, base) > facets.slacks(facet))
      idle = Array.from(sign.keys()).filter(
        (i) => sign[i] !== 0 && Math.abs(multipliers[base + i]!) <= TINY && !facets.spans(facet, -1 - i),
      );
    facets.checked[facet] = 0;
    facets.violation[facet] = 0;
    facets.short[facet] = 0;
    facets.setFace(facet, NONE, idle);
    return facet;
  }

  /**
   * Prices a facet against the columns it has not seen: how well it supports them, which lie on it, which (the worst of them, in `missing`)
   * beyond it. False when there is one beyond.
   */
  private look(facet: number): boolean {
    const { facets, working, prices } = this;
    const m = this.model.rows;
    const from = facets.checked[facet]!;
    const to = working.count;
    const base = facet * m;
    const weights = facets.multipliers;
    price(working, weights, base, prices, to, from);
    let on: number[] | undefined;
    this.missingCount = 0;
    let violation = facets.violation[facet]!;
    let short = facets.short[facet]!;
    for (let j = nextBelow(prices, 1e-6, from, to); j < to; j = nextBelow(prices, 1e-6, j + 1, to)) {
      const miss = -prices[j]!;
      if (miss > short) short = miss;
      const size = termSize(working, weights, base, j);
      if (miss < -FACE * size) continue;
      if (miss > violation * size) violation = miss / size;
      if (facets.spans(facet, j)) continue;
      if (miss > TINY * size) this.miss(j, -miss);
      (on ??= []).push(j);
    }
    facets.violation[facet] = violation;
    facets.short[facet] = short;
    facets.checked[facet] = to;
    if (on) {
      const face = facets.face(facet);
      facets.setFace(facet, [...face.columns, ...on], face.slacks);
    }
    return this.missingCount === 0;
  }

  /** Whether a known facet supports all columns, those that came since it was found included. */
  private stands(facet: number): boolean {
    const facets = this.facets;
    if (facets.alive[facet] === 1 && facets.checked[facet]! < this.working.count && !this.look(facet))
      facets.alive[facet] = 0;
    return facets.alive[facet] === 1;
  }

  private miss(column: number, d: number): void {
    let k = this.missingCount;
    if (k === JOIN) {
      if (d >= this.missed[JOIN - 1]!) return;
      k--;
    } else this.missingCount++;
    for (; k > 0 && this.missed[k - 1]! > d; k--) {
      this.missed[k] = this.missed[k - 1]!;
      this.missing[k] = this.missing[k - 1]!;
    }
    this.missed[k] = d;
    this.missing[k] = column;
  }

  /** Gives the basis at hand, which spans that facet, a slot of the pool. */
  private keep(facet: number): void {
    const m = this.model.rows;
    const slot = this.pool.slot();
    this.vacate(slot);
    this.pool.put(slot, facet, this.facets.multipliers, facet * m, this.basis);
    this.facets.slot[facet] = slot;
  }

  /** Takes a basis of the pool and exchanges its τ column for that of the unit at hand. */
  private load(slot: number): boolean {
    const m = this.model.rows;
    this.basis.copyFrom(this.pool.inverse, slot * m * m, this.pool.head, slot * m);
    this.basis.transform(this.h, this.transformed);
    const pivot = this.transformed[0]!;
    if (!(Math.abs(pivot) > 1e-200) || !Number.isFinite(1 / pivot)) return false;
    this.basis.pivot(0, this.transformed, -1 - m);
    this.basis.age = this.pool.age[slot]! + 1;
    return true;
  }

  /** Builds a facet's basis for the unit at hand from its columns. */
  private rebuild(facet: number): boolean {
    this.takeHead(facet);
    return this.basis.refactor(this.columnOf);
  }

  private takeHead(facet: number): void {
    const m = this.model.rows;
    const head = this.basis.head;
    head[0] = -1 - m;
    for (let i = 1, at = facet * (m - 1); i < m; i++, at++) head[i] = this.facets.heads[at]!;
  }

  // ---- the list --------------------------------------------------------------------------------------------------------------

  private require(column: number): void {
    const m = this.model.rows;
    if (this.place[column + m]! >= 0) return;
    const at = this.listed.append(this.source, column);
    this.place[column + m] = at;
    this.list[at] = column;
  }

  /** Empties the list. While the working set is small it is listed as a whole, in order, and stays so. */
  private clear(): void {
    const { list, listed, slacks, place, working } = this;
    const m = this.model.rows;
    const same = this.source === working && this.isSmall();
    const stay = slacks + (same ? Math.min(listed.count - slacks, working.count) : 0);
    for (let p = stay; p < listed.count; p++) place[list[p]! + m] = -1;
    listed.count = stay;
    this.chosen = false;
  }

  private isSmall(): boolean {
    return (this.source.count + 1) * this.model.rows <= WHOLE;
  }

  private listAll(count: number): void {
    for (let j = 0; j < count; j++) this.require(j);
    this.chosen = true;
  }

  /**
   * Prices all columns with the multipliers at hand and lists those this facet nearly supports, for others hardly ever enter; and the
   * column `own`, if not negative, without which there may be no feasible weights.
   */
  private choose(count: number, own: number): void {
    const { source, g, prices, list, slacks } = this;
    const m = this.model.rows;
    this.clear();
    this.chosen = true;
    if (this.isSmall()) {
      for (let j = this.listed.count - slacks; j < count; j++) this.require(j);
      return;
    }
    price(source, g, 0, prices, count);
    let largest = 0;
    for (let i = 0; i < m; i++) largest = Math.max(largest, Math.abs(g[i]!));
    let near = slacks;
    for (let round = 0; round < 60 && 2 * (near - slacks) < LISTED; round++) {
      near = nearest(prices, source.sizes, this.near * largest, count, list, slacks);
      if (near - slacks < 0.7 * LISTED) this.near *= 1.3;
      else if (near - slacks > 1.4 * LISTED) this.near *= 0.8;
    }
    for (let p = slacks; p < near; p++) this.place[list[p]! + m] = this.listed.append(source, list[p]!);
    if (own >= 0) this.require(own);
    const head = this.basis.head;
    for (let i = 1; i < m; i++) if (head[i]! >= 0) this.require(head[i]!);
  }

  // ---- the simplex -----------------------------------------------------------------------------------------------------------

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
  private source: ColumnStore;

  /** Scratch arrays follow the working set as it grows. */
  private fit(): void {
    this.source = this.working;
    this.room(this.working.capacity);
  }

  private room(columns: number): void {
    if (this.prices.length >= columns) return;
    const m = this.model.rows;
    this.prices = new Float64Array(columns);
    this.place = new Int32Array(columns + m).fill(-1);
    this.list = new Int32Array(columns + m);
    this.alpha = new Float64Array(columns + m);
    this.reduced = new Float64Array(columns + m);
    this.listed.count = 0;
    for (let i = 0; i < m; i++) {
      if (this.sign[i] === 0) continue;
      this.columnOf(-1 - i, this.column);
      const at = this.listed.push(this.column);
      this.list[at] = -1 - i;
      this.place[m - 1 - i] = at;
    }
    this.slacks = this.listed.count;
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
    multiply(this.basis.inverse, this.f, this.x);
    this.measured = false;
  }

  /**
   * For a basic value the size its rounding error is a multiple of: |B⁻¹|·(|B|·|x| + |f|), the componentwise bound of backward
   * analysis. It scales with the data, so a tolerance relative to it means the same for small and large units and for any unit of measure.
   */
  private noise(row: number): number {
    const m = this.model.rows;
    const terms = this.terms;
    if (!this.measured) {
      this.measured = true;
      const { f, h, x } = this;
      const { data, stride } = this.source;
      const head = this.basis.head;
      for (let k = 0; k < m; k++) terms[k] = Math.abs(f[k]!) + Math.abs(x[0]! * h[k]!);
      for (let i = 1; i < m; i++) {
        const value = x[i]!;
        if (value === 0) continue;
        const variable = head[i]!;
        if (variable < 0) terms[-1 - variable] = terms[-1 - variable]! + Math.abs(value);
        else {
          const base = variable * stride;
          for (let k = 0; k < m; k++) terms[k] = terms[k]! + Math.abs(value * data[base + k]!);
        }
      }
    }
    const inv = this.basis.inverse;
    let sum = 0;
    for (let k = 0, at = row * m; k < m; k++, at++) sum += Math.abs(inv[at]!) * terms[k]!;
    return sum;
  }

  /** What is no more than rounding of its own terms is zero. */
  private clean(): void {
    const { x } = this;
    let largest = 0;
    for (let i = 1; i < x.length; i++) if (x[i]! > largest) largest = x[i]!;
    this.measured = false;
    for (let i = 1; i < x.length; i++) {
      const value = x[i]!;
      if (value > CLEAR * largest || value === 0) continue;
      if (value <= 0 || value <= 1e-13 * this.noise(i)) x[i] = 0;
    }
  }

  /** One step of iterative refinement: what the basic columns miss of f is put back through the inverse. */
  private refine(): void {
    const { rest, x, f, h, sign, basis, correction } = this;
    const { head } = basis;
    const { data, stride } = this.source;
    for (let k = 0; k < rest.length; k++) rest[k] = f[k]! - x[0]! * h[k]!;
    for (let i = 1; i < rest.length; i++) {
      const value = x[i]!;
      if (value === 0) continue;
      const variable = head[i]!;
      if (variable >= 0) subtract(rest, value, data, variable * stride);
      else rest[-1 - variable] = rest[-1 - variable]! - value * sign[-1 - variable]!;
    }
    multiply(basis.inverse, rest, correction);
    for (let i = 0; i < rest.length; i++) x[i] = x[i]! + correction[i]!;
  }

  /** The basic variable furthest outside its bounds, by exact dual steepest edge; −1 when all hold. Position 0 is τ, free. */
  private leavingRow(excluded: number, tolerance: number): number {
    const m = this.model.rows;
    const inv = this.basis.inverse;
    let leaving = -1;
    let best = 0;
    let largest = 0;
    for (let i = 1; i < m; i++) if (this.x[i]! > largest) largest = this.x[i]!;
    for (let i = 1; i < m; i++) {
      let excess = -this.x[i]!;
      if (excluded >= 0 && this.basis.head[i] === excluded) excess = Math.abs(excess);
      if (excess <= 0) continue;
      let norm = 0;
      for (let k = 0, at = i * m; k < m; k++, at++) norm += inv[at]! * inv[at]!;
      const score = (excess * excess) / norm;
      if (score <= best) continue;
      if (excess <= CLEAR * largest && excess <= tolerance * this.noise(i)) continue;
      best = score;
      leaving = i;
    }
    return leaving;
  }

  /** Multipliers of the present basis, not scaled. */
  private readMultipliers(): void {
    const { rows: m, sense } = this.model;
    for (let i = 0; i < m; i++) this.g[i] = -sense * this.basis.inverse[i]!;
  }

  /**
   * Dual simplex, variable `excluded` kept at zero, over the listed ones of the first `count` columns (`own` among them); none listed:
   * they are chosen when the first is needed. True: optimal. False: no feasible weights (the leaving row proves it). Throws Stalled when
   * rounding stops progress.
   */
  private dual(count: number, own: number, excluded: number): boolean {
    const m = this.model.rows;
    const { listed: store, list, place, basis, alpha, reduced, transformed: w, x } = this;
    const inv = basis.inverse;
    const limit = 60 * m + 200;
    let fresh = false;
    this.evaluate();
    let exact = true;
    for (let step = 0; ; step++) {
      if (step > limit) throw new Stalled();
      const leaving = this.leavingRow(excluded, step < limit / 2 ? 1e-13 : 1e-10);
      if (leaving < 0) {
        if (exact) return true;
        this.evaluate();
        exact = true;
        continue;
      }
      if (basis.age > STALE) {
        if (!basis.refactor(this.columnOf)) throw new Stalled();
        this.evaluate();
        fresh = false;
        continue;
      }
      if (!fresh) {
        this.readMultipliers();
        if (!this.chosen) this.choose(count, own);
        price(store, this.g, 0, reduced, store.count);
        clamp(reduced, store.count);
        fresh = true;
      }
      // A variable above its bound (only the excluded unit) leaves in the other direction.
      const direction = x[leaving]! > 0 ? -1 : 1;
      const base = leaving * m;
      const listed = store.count;
      price(store, inv, base, alpha, listed);
      for (let i = 1; i < m; i++) alpha[place[basis.head[i]! + m]!] = 0;
      if (excluded >= 0) alpha[place[excluded + m]!] = 0;

      // Ratio test in two passes: the smallest ratio with a hair of tolerance, then the largest pivot within it.
      const bound = smallestRatio(store, inv, base, alpha, reduced, this.slacks, direction, 1e-13);
      if (bound === Infinity) {
        // The claim "infeasible" is only made on all columns and on a fresh inverse.
        if (listed - this.slacks < count) {
          this.listAll(count);
          fresh = false;
          continue;
        }
        if (basis.age === 0) {
          this.refuted = Math.abs(x[leaving]!) > 1e-9 * this.noise(leaving);
          return false;
        }
        if (!basis.refactor(this.columnOf)) throw new Stalled();
        this.evaluate();
        fresh = false;
        continue;
      }
      const entering = largestRate(alpha, reduced, listed, direction, bound);
      const largest = entering < 0 ? 0 : -direction * alpha[entering]!;
      const variable = list[entering]!;
      this.columnOf(variable, this.column);
      basis.transform(this.column, w);
      const pivot = w[leaving]!;
      if (Math.abs(pivot + direction * largest) > 1e-7 * (Math.abs(pivot) + largest) || pivot === 0) {
        // Row and column disagree about the pivot: the inverse has drifted.
        if (basis.age === 0 || !basis.refactor(this.columnOf)) throw new Stalled();
        this.evaluate();
        fresh = false;
        continue;
      }
      const t = (direction * reduced[entering]!) / largest;
      const left = basis.head[leaving]!;
      advance(reduced, alpha, t, listed);
      reduced[place[left + m]!] = Math.abs(t);
      const value = x[leaving]! / pivot;
      subtract(x, value, w, 0);
      x[leaving] = value;
      this.measured = false;
      exact = false;
      basis.pivot(leaving, w, variable);
      this.pivots++;
    }
  }

  /**
   * Whether the present multipliers really support every column: the proof that the basis is optimal, from the columns themselves. The
   * worst of the others in `missing`.
   */
  private supports(count: number, excluded: number): boolean {
    const m = this.model.rows;
    const store = this.source;
    this.missingCount = 0;
    this.readMultipliers();
    let largest = 0;
    for (let i = 0; i < m; i++) largest = Math.max(largest, Math.abs(this.g[i]!));
    for (let i = 0; i < m; i++) if (this.g[i]! * this.sign[i]! < -TINY * largest) return false;
    price(store, this.g, 0, this.prices, count);
    for (let j = 0; j < count; j++) {
      const d = this.prices[j]!;
      if (d < 0 && j !== excluded && d < -FACE * termSize(store, this.g, 0, j)) this.miss(j, d);
    }
    return this.missingCount === 0;
  }

  /** Primal simplex over the listed columns from a feasible basis, variable `excluded` kept at zero; Bland's rule once it stops making progress, so it always ends. */
  private primal(excluded: number): void {
    const m = this.model.rows;
    const { listed: store, list, place, basis, reduced } = this;
    let idle = 0;
    let previous = Infinity;
    for (let step = 0; ; step++) {
      if (step > 100_000) throw new Stalled();
      if (basis.age > STALE && !basis.refactor(this.columnOf)) throw new Stalled();
      this.evaluate();
      const value = this.model.sense * this.x[0]!;
      idle = value < previous - 1e-13 * Math.abs(previous) ? 0 : idle + 1;
      previous = value;
      const bland = idle > 4 * m + 20;
      this.readMultipliers();
      price(store, this.g, 0, reduced, store.count);
      for (let i = 1; i < m; i++) reduced[place[basis.head[i]! + m]!] = 0;
      if (excluded >= 0) reduced[place[excluded + m]!] = 0;
      let entering = -1;
      let best = 0;
      for (let p = nextBelow(reduced, 0, 0, store.count); p < store.count;) {
        const d = reduced[p]!;
        if (d < 0 && (entering < 0 || !bland || list[p]! < list[entering]!)) {
          const size = p < this.slacks ? rowSize(this.g, 0, m) : termSize(store, this.g, 0, p);
          if (d < -TINY * size) {
            entering = p;
            best = d;
          }
        }
        // By Bland's rule every candidate is looked at, else only one that is better than the best so far.
        p = nextBelow(reduced, bland ? 0 : best, p + 1, store.count);
      }
      if (entering < 0) return;
      const variable = list[entering]!;
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
    const { transformed: w, basis, x } = this;
    const { head } = basis;
    basis.transform(this.column, w);
    const floor = 1e-10 * rowSize(w, 1, m - 1);
    let bound = Infinity;
    for (let i = 1; i < m; i++) {
      if (w[i]! <= floor) continue;
      // A value that is too large to bound the step need not be measured against its rounding.
      const value = Math.max(0, x[i]!);
      if (value < bound * w[i]!) bound = Math.min(bound, (value + 1e-14 * this.noise(i)) / w[i]!);
    }
    let leaving = -1;
    for (let i = 1; i < m; i++) {
      if (w[i]! <= floor || Math.max(0, x[i]!) > bound * w[i]!) continue;
      if (leaving < 0 || (bland ? head[i]! < head[leaving]! : w[i]! > w[leaving]!)) leaving = i;
    }
    return leaving;
  }

  // ---- second stage and report -----------------------------------------------------------------------------------------------

  /** Second stage: with τ fixed at its optimum, the weights that leave the largest weighted sum of slacks. */
  private maximiseSlack(face: Face): void {
    const { rows: m, slackWeight } = this.model;
    const basis = this.basis;
    const weights = new Float64Array(m);
    const basic = new Set<number>();
    let idle = 0;
    let previous = -Infinity;
    for (let step = 0; step < 10_000; step++) {
      if (basis.age > STALE) basis.refactor(this.columnOf);
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
          const term = weights[i]! * this.working.data[j * this.working.stride + i]!;
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
        if (!face.columns.includes(left)) face = { ...face, columns: [...face.columns, left] };
      } else if (!face.slacks.includes(-1 - left)) face = { ...face, slacks: [...face.slacks, -1 - left] };
    }
  }

  /** The answer in arrays that the next call overwrites; `solve` must have run. */
  answer(unit: number): FrontierAnswer {
    this.read(unit);
    this.source = this.working;
    if (!this.roundedAnswer(unit)) this.exactAnswer(unit);
    return this.out;
  }

  /** The answer in floating point; false where its certificate leaves a doubt. */
  private roundedAnswer(unit: number): boolean {
    if (this.delicate[unit] === 1) return false;
    const { facets, values, basis, x } = this;
    this.own = rowSize(this.a, 0, this.a.length);
    const m = this.model.rows;
    const facet = this.facetOf[unit]!;
    const face = facets.face(facet);
    const span = facet * (m - 1);
    const second = face !== BARE && this.hasSecondStage(face, span);
    if (
      !second &&
      this.describe(unit, facet, facets.heads, span, values, unit * (m - 1), facets.multipliers, facet * m)
    )
      return true;
    if (!this.rebuild(facet)) return false;
    this.readMultipliers();
    if (second) {
      this.evaluate();
      this.maximiseSlack(face);
      if (basis.age > 0 && !basis.refactor(this.columnOf)) return false;
    }
    this.evaluate();
    this.refine();
    this.clean();
    return this.describe(unit, facet, basis.head, 1, x, 1, this.g, 0);
  }

  /** Whether weights and slacks can still change with the score fixed, and slacks with them. */
  private hasSecondStage(face: Face, span: number): boolean {
    const { slackWeight, rows } = this.model;
    const { heads } = this.facets;
    for (const i of face.slacks) if (slackWeight[i]! > 0) return true;
    for (let at = span; at < span + rows - 1; at++)
      if (heads[at]! < 0 && slackWeight[-1 - heads[at]!]! > 0) return true;
    return false;
  }

  /** The same two stages without rounding, from the basis at hand if it holds, else from the unit as its own reference. */
  private exactAnswer(unit: number): void {
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
    const out = this.out;
    out.count = 0;
    for (let j = 0; j < count; j++)
      if (values[j]! > 0) {
        out.peers[out.count] = j;
        out.lambda[out.count++] = values[j]!;
      }
    combine(this.working, out);
    for (let p = 0; p < out.count; p++) {
      const j = out.peers[p]!;
      out.peers[p] = j === at ? unit : this.workingUnit[j]!;
    }
    out.tau = values[count + m]!;
    for (let i = 0; i < m; i++) {
      out.slack[i] = values[count + i]!;
      out.multiplier[i] = 0 - multipliers[0]![i]!;
    }
    out.gap = 0;
    out.primalViolation = 0;
    out.dualViolation = 0;
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
    const m = this.model.rows;
    const columns = new Float64Array((count + m + 1) * m);
    for (let j = 0; j < count; j++)
      columns.set(store.data.subarray(j * store.stride, j * store.stride + m), j * m);
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

  /**
   * Describes the unit at hand by the facet that answers it: the variables that span it with their values, and its multipliers, here scaled
   * so that the oriented rows of the unit sum to 1. False where that leaves the score in doubt.
   */
  private describe(
    unit: number,
    facet: number,
    heads: Int32Array,
    headsAt: number,
    values: Float64Array,
    valuesAt: number,
    weights: Float64Array,
    weightsAt: number,
  ): boolean {
    const { rows: m, oriented, sense } = this.model;
    const { out, h, workingUnit, working } = this;
    const { peers, lambda, slack, reached } = out;
    let count = 0;
    slack.fill(0);
    for (let q = 0; q < m - 1; q++) {
      const value = values[valuesAt + q]!;
      if (value === 0) continue;
      const variable = heads[headsAt + q]!;
      if (variable < 0) slack[-1 - variable] = value;
      else if (isFelt(value, working, variable, this.a, this.own)) {
        peers[count] = variable;
        lambda[count++] = value;
      }
    }
    out.count = count;
    // On the frontier by itself: exactly itself.
    if (count === 1 && workingUnit[peers[0]!] === unit && Math.abs(lambda[0]! - 1) < 1e-9) {
      lambda[0] = 1;
      slack.fill(0);
    }
    const weight = combine(working, out);
    for (let p = 0; p < count; p++) peers[p] = workingUnit[peers[p]!]!;
    // The score is read from the weights alone: what the largest oriented row says τ must be. The basis solves for it less exactly where
    // its columns are nearly parallel.
    let row = oriented;
    let sum = 0;
    for (let i = oriented; i < m; i++) {
      sum -= weights[weightsAt + i]! * h[i]!;
      if (Math.abs(h[i]!) > Math.abs(h[row]!)) row = i;
    }
    const tau = -(reached[row]! + slack[row]!) / h[row]!;
    this.prove(tau, weights, weightsAt, sense / sum);
    const short = this.facets.short[facet]!;
    const violation = this.facets.violation[facet]!;
    if (!(this.doubt + short * this.heaviest * weight <= DOUBT * Math.max(1, Math.abs(tau)))) return false;
    if (Math.max(this.violation, violation) > 10 * DOUBT) return false;
    out.tau = tau;
    out.gap = this.gap / Math.max(1, Math.abs(tau));
    out.primalViolation = this.violation;
    out.dualViolation = violation;
    return true;
  }

  /**
   * How well the weights of the answer (what they reach, and slack) and the multipliers of that facet, times `factor`, prove the score: the
   * gap between the primal and the dual value, the largest relative miss of a row, and (`doubt`) by how much both together leave the score open.
   */
  private prove(tau: number, weights: Float64Array, base: number, factor: number): void {
    const { rows: m, oriented, sense } = this.model;
    const { f, h, sign, out } = this;
    const { reached, reachedSize, slack, multiplier } = out;
    let dual = 0;
    let terms = 0;
    let violation = 0;
    let missed = 0;
    let weight = 0;
    let heaviest = 0;
    for (let i = 0; i < m; i++) {
      let g = weights[base + i]! * factor;
      if (sign[i] !== 0 && g * sign[i]! <= 0) g = 0;
      multiplier[i] = g;
      // Of f and h one is zero.
      let level: number;
      if (i < oriented) {
        level = f[i]!;
        dual -= sense * g * level;
        terms += Math.abs(g * level);
      } else {
        weight += g * h[i]!;
        level = -tau * h[i]!;
      }
      const miss = Math.abs(reached[i]! + slack[i]! * sign[i]! - level);
      const size = reachedSize[i]! + slack[i]! + Math.abs(level);
      const part = Math.abs(g);
      if (miss > violation * size) violation = miss / size;
      missed += part * miss;
      if (part > heaviest) heaviest = part;
    }
    // Multipliers prove nothing unless the moved rows of the unit weigh 1 together.
    const off = Math.abs(weight + sense) * Math.max(1, Math.abs(tau));
    this.gap = Math.abs(tau - dual);
    this.violation = violation;
    this.doubt = this.gap + missed + off + 1e-15 * terms;
    this.heaviest = heaviest;
  }

  // ---- super-efficiency ------------------------------------------------------------------------------------------------------

  private everyone: ColumnStore | undefined;

  /** All units as columns; unit u is column u. */
  private all(): ColumnStore {
    if (this.everyone) return this.everyone;
    const { units, rows: m, columns } = this.model;
    const store = new ColumnStore(m, units);
    for (let u = 0; u < units; u++) store.push(columns.subarray(u * m, (u + 1) * m));
    return (this.everyone = store);
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
    if (!this.rebuild(facet)) return null;
    const store = this.all();
    const m = this.model.rows;
    for (let i = 1; i < m; i++) {
      const variable = this.basis.head[i]!;
      if (variable >= 0) this.basis.head[i] = this.workingUnit[variable]!;
    }
    this.source = store;
    this.room(store.capacity);
    try {
      this.clear();
      if (!this.dual(store.count, unit, unit)) return this.refuted ? undefined : null;
      for (let round = 0; !this.supports(store.count, unit); round++) {
        const { pivots } = this;
        if (!this.chosen) this.choose(store.count, unit);
        for (let k = 0; k < this.missingCount; k++) this.require(this.missing[k]!);
        this.primal(unit);
        if (this.pivots === pivots || round > 40) return null;
      }
      const tau = this.x[0]!;
      const { out, x, basis } = this;
      out.count = 0;
      out.slack.fill(0);
      for (let i = 1; i < m; i++) {
        const variable = basis.head[i]!;
        const value = Math.max(0, x[i]!);
        if (variable < 0) out.slack[-1 - variable] = value;
        else if (value > 0) {
          out.peers[out.count] = variable;
          out.lambda[out.count++] = value;
        }
      }
      combine(store, out);
      this.readMultipliers();
      this.prove(tau, this.g, 0, 1);
      return this.doubt <= DOUBT * Math.max(1, Math.abs(tau)) ? tau : null;
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
