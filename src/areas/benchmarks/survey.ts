/**
 * What a run must know of everybody at once: who they are, and as columns of doubles the figures that groups, scores, weights and classes look at. Everything
 * else of an enterprise is read again with its piece when its own row is written, so that a nation fits into memory.
 */
import { compareDecimal, decimal, finding, formatDecimal, toNumber, type Finding } from '#kernel';
import { indicatorsOfClasses } from './classes.ts';
import { figureReader, type Figures } from './figures.ts';
import type { InputPiece, InputFrame, InputSubject } from './input.ts';

/** A column that grows. */
class Column {
  #data = new Float64Array(1024);
  #length = 0;
  push(value: number): void {
    if (this.#length === this.#data.length) {
      const more = new Float64Array(2 * this.#length);
      more.set(this.#data);
      this.#data = more;
    }
    this.#data[this.#length] = value;
    this.#length += 1;
  }
  at(n: number): number {
    return this.#data[n]!;
  }
}

export interface Known {
  readonly piece: InputPiece;
  readonly figures: readonly Figures[];
}

export class Survey {
  readonly ids: string[] = [];
  readonly names: string[] = [];
  readonly industryCodes: string[] = [];
  /** Number of the first enterprise of each piece. */
  readonly starts: number[] = [];
  /** Has every figure the model asks for. */
  readonly measured: boolean[] = [];
  simulated = false;
  readonly reader;
  /** Inputs and outputs of the model. */
  readonly modelled: readonly string[];
  readonly #frame: InputFrame;
  readonly #columns: ReadonlyMap<string, Column>;
  readonly #reported = new Set<string>();

  constructor(frame: InputFrame) {
    const { dea, score, classes } = frame.evaluation;
    this.#frame = frame;
    this.modelled = [...dea.inputs, ...dea.outputs];
    const formula = new Map(frame.indicators.map((i) => [i.id, i.formula]));
    // Energy per product and what its levels depend on: few works report it, and who does not has nothing to explain.
    const rare = new Set(
      frame.energy
        .flatMap((e) => [e.indicator, ...(e.parameters ?? []).map((p) => p.id)])
        .filter((id) => formula.get(id) === null && !this.modelled.includes(id)),
    );
    this.reader = figureReader(frame, rare);
    const wanted = [
      ...this.modelled,
      ...score.items.map((i) => i.indicator),
      ...indicatorsOfClasses(classes),
    ];
    this.#columns = new Map(wanted.map((id) => [id, new Column()]));
  }

  get size(): number {
    return this.ids.length;
  }

  /** Takes in the next piece. */
  add(piece: InputPiece): Known {
    this.starts.push(this.ids.length);
    const known = this.know(piece);
    for (const [n, s] of piece.subjects.entries()) {
      const f = known.figures[n]!;
      this.ids.push(s.id);
      this.names.push(s.name);
      this.industryCodes.push(s.industryCode);
      this.simulated ||= s.simulated;
      for (const [id, column] of this.#columns) {
        const v = f.values[this.reader.at(id)];
        column.push(v ? toNumber(v) : Number.NaN);
        if (v) this.#reported.add(id);
      }
      this.measured.push(this.missing(s, f).length === 0);
    }
    this.simulated ||= piece.sources.some((s) => s.simulated);
    return known;
  }

  /** A piece with its figures, the same every time. */
  know(piece: InputPiece): Known {
    return { piece, figures: piece.subjects.map((s, n) => this.reader.read(piece.facts[n] ?? [], s.code)) };
  }

  /** Why an enterprise cannot be measured. */
  missing(s: InputSubject, f: Figures): Finding[] {
    const out = this.modelled.flatMap((c) => f.faults[this.reader.at(c)] ?? []);
    for (const c of this.modelled) {
      const v = f.values[this.reader.at(c)];
      // One negative figure would bar the whole group from the model, so its owner stands aside instead.
      if (v && compareDecimal(v, ZERO) < 0)
        out.push(finding('V107', 'warning', s.code, { ...this.#about(c), value: formatDecimal(v) }));
    }
    return out;
  }

  /** A figure of somebody as a double; undefined where there is none. */
  value(n: number, indicator: string): number | undefined {
    const v = this.#columns.get(indicator)?.at(n);
    return v === undefined || Number.isNaN(v) ? undefined : v;
  }

  /** All figures kept of somebody. */
  values(n: number): Record<string, number> {
    const out: Record<string, number> = {};
    for (const [id, column] of this.#columns) {
      const v = column.at(n);
      if (!Number.isNaN(v)) out[id] = v;
    }
    return out;
  }

  pieceOf(n: number): number {
    let [from, to] = [0, this.starts.length];
    while (to - from > 1) {
      const middle = (from + to) >> 1;
      if (this.starts[middle]! <= n) from = middle;
      else to = middle;
    }
    return from;
  }

  /** A column nobody reports is one remark for the run, not a thousand. */
  unreported(): Finding[] {
    if (this.size === 0) return [];
    return this.modelled
      .filter((c) => !this.#reported.has(c))
      .map((c) => finding('V106', 'error', c, this.#about(c)));
  }

  #about(indicator: string) {
    const title = this.#frame.indicators.find((i) => i.id === indicator)?.title.zh ?? indicator;
    return { indicator, title, period: String(this.#frame.year) };
  }
}

const ZERO = decimal('0');
