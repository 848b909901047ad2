/**
 * A benchmark run as a pure function: stored input → result rows. No clock, no database; the same input gives the same bytes, which is what
 * verification rests on. It goes by pieces: first a survey of everybody, then group by group, and of each group piece by piece, so that neither input nor
 * result need be in memory as a whole. V1xx findings say why an enterprise could not be measured.
 */
import type { Finding } from '#kernel';
import { benchmarkGroup, comparisonGroups, type EvaluationDefinition, type RunUnit } from '#engine/benchmark';
import { classesOf, type Classed } from './classes.ts';
import { toDefinition } from './definition.ts';
import type { Figures } from './figures.ts';
import { chasedIn, placedIn, rowsOf, type Common, type Measured } from './group-rows.ts';
import { GroupSummary } from './group-summary.ts';
import type { BenchmarkInput, InputFrame, InputPiece, InputRules } from './input.ts';
import type { BenchmarkOutput, OutputGroup, OutputRow } from './payload.ts';
import { scorerOf } from './scoring.ts';
import { Survey, type Known } from './survey.ts';
import { weighted } from './weights.ts';

/** Rows handed over at once, and pieces kept at hand for the rows of the next group. */
const ROWS = 200;
const AT_HAND = 40;
/** Up to so many, what was measured for classes over everybody is kept for the rows instead of measured again. */
const FEW = 5000;

/** What a running calculation wants: that a piece of the input be given to it, or that rows be taken from it. */
export type Step = { readonly read: number } | { readonly rows: readonly OutputRow[] };

export interface RunTotals {
  readonly groups: readonly OutputGroup[];
  readonly findings: readonly Finding[];
  readonly evaluated: number;
}

/** The pieces last used, with their figures. */
class AtHand {
  readonly #kept = new Map<number, Known>();
  get(k: number): Known | undefined {
    const had = this.#kept.get(k);
    if (had) this.put(k, had);
    return had;
  }
  put(k: number, known: Known): void {
    this.#kept.delete(k);
    this.#kept.set(k, known);
    if (this.#kept.size > AT_HAND) this.#kept.delete(this.#kept.keys().next().value!);
  }
}

/** One run: `add` every piece of the input in order, then `measure`. */
export class Run {
  readonly survey: Survey;
  readonly #frame: InputFrame;
  readonly #atHand = new AtHand();

  constructor(frame: InputFrame) {
    this.#frame = frame;
    this.survey = new Survey(frame);
  }

  add(piece: InputPiece): void {
    const known = this.survey.add(piece);
    this.#atHand.put(this.survey.starts.length - 1, known);
  }

  *#known(k: number): Generator<Step, Known, InputPiece | undefined> {
    let known = this.#atHand.get(k);
    if (!known) {
      const piece = yield { read: k };
      if (!piece) throw new Error(`piece ${k} of the input was not given`);
      known = this.survey.know(piece);
      this.#atHand.put(k, known);
    }
    return known;
  }

  /** Groups in the order of their codes, rows inside them in the order of the input. `progress` hears how much is done, from 0 to 1. */
  *measure(
    industries: InputRules['industries'],
    progress: (share: number) => void = () => undefined,
  ): Generator<Step, RunTotals, InputPiece | undefined> {
    const rules: InputRules = { ...this.#frame, industries };
    const survey = this.survey;
    const { evaluation } = rules;
    const everybody = Array.from({ length: survey.size }, (_, n) => n);
    const measured = everybody.filter((n) => survey.measured[n]);
    const written = toDefinition(evaluation, rules);
    const definition: EvaluationDefinition = {
      ...written,
      score: {
        ...written.score,
        items: weighted(evaluation.score.weights, written.score?.items ?? [], () =>
          measured.map((n) => evaluation.score.items.map((i) => survey.value(n, i.indicator))),
        ),
      },
    };
    const scorer = scorerOf(evaluation, definition.score?.items ?? [], rules);
    const numbers = new Map(survey.ids.map((id, n) => [id, n]));
    const numberOf = (id: string): number => numbers.get(id) ?? -1;
    const common: Common = {
      rules,
      survey,
      definition,
      scorer,
      numberOf,
      plans: new Map(rules.indicators.map((i) => [i.id, i])),
    };

    const unit = (n: number): RunUnit => ({ id: survey.ids[n]!, code: survey.industryCodes[n]!, values: {} });
    const found = comparisonGroups(definition, measured.map(unit));
    const groups = new Map(found.groups.map((g) => [g.key, g]));
    const measure = (key: string): Measured | undefined => {
      const group = groups.get(key);
      if (!group) return undefined;
      const members = group.ids.map((id) => {
        const n = numberOf(id);
        return { ...unit(n), values: survey.values(n) };
      });
      return benchmarkGroup(definition, group, members, scorer.scores);
    };

    // Who could not be measured stands where the others of the own industry stand.
    const members = new Map<string, number[]>();
    const codes = everybody.map((): string | undefined => undefined);
    for (const g of found.groups) for (const id of g.ids) codes[numberOf(id)] = g.key;
    for (const n of everybody) {
      const industry = survey.industryCodes[n]!;
      const code =
        codes[n] ??
        [3, 2].map((k) => industry.slice(0, k)).find((k) => groups.has(k)) ??
        industry.slice(0, 2);
      const list = members.get(code);
      if (list) list.push(n);
      else members.set(code, [n]);
    }
    const order = [...members.keys()].toSorted();

    const classify = (of: readonly (readonly [code: string, placed: ReadonlyMap<string, number>])[]) =>
      evaluation.classes &&
      classesOf(
        evaluation.classes,
        of.flatMap(([group, placed]) =>
          members.get(group)!.map((n) => ({
            id: survey.ids[n]!,
            group,
            score: placed.get(survey.ids[n]!) ?? null,
            industryCode: survey.industryCodes[n]!,
            value: (indicator: string) => survey.value(n, indicator),
          })),
        ),
      );
    const NOBODY: ReadonlyMap<string, number> = new Map();
    const early = new Map<string, Measured | undefined>();
    let overall: ReadonlyMap<string, Classed> | undefined;
    if (evaluation.classes?.within === 'all')
      overall = classify(
        order.map((code) => {
          const part = measure(code);
          if (survey.size <= FEW) early.set(code, part);
          return [code, part ? placedIn(common, part) : NOBODY] as const;
        }),
      );

    const summaries: GroupSummary[] = [];
    const remarks: Finding[] = [];
    let rows: OutputRow[] = [];
    let done = 0;
    for (const code of order) {
      const own = members.get(code)!;
      const part = early.get(code) ?? measure(code);
      progress((done + own.length / 2) / survey.size);
      const classes = overall ?? classify([[code, part ? placedIn(common, part) : NOBODY]]);
      const others = new Map<string, Figures>();
      if (part)
        for (const n of [...chasedIn(part)].map(numberOf).sort((a, b) => a - b)) {
          const k = survey.pieceOf(n);
          const known = yield* this.#known(k);
          others.set(survey.ids[n]!, known.figures[n - survey.starts[k]!]!);
        }
      const write = rowsOf(common, { code, part }, others, classes);
      const summary = new GroupSummary(code, rules.industries[code] ?? '');
      summaries.push(summary);
      for (const [m, n] of own.entries()) {
        const k = survey.pieceOf(n);
        const { piece, figures } = yield* this.#known(k);
        const at = n - survey.starts[k]!;
        const row = write(piece.subjects[at]!, figures[at]!, piece.facts[at] ?? []);
        summary.add(row);
        rows.push(row);
        if (rows.length < ROWS) continue;
        yield { rows };
        rows = [];
        progress((done + (own.length + m + 1) / 2) / survey.size);
      }
      for (const f of part?.group.findings ?? [])
        if (typeof f.params?.['id'] !== 'string')
          remarks.push({ ...f, path: [code, f.path].filter(Boolean).join('/') });
      done += own.length;
    }
    if (rows.length > 0) yield { rows };
    progress(1);
    return {
      groups: summaries.map((s) => s.result()),
      findings: [...survey.unreported(), ...found.findings, ...remarks],
      evaluated: summaries.reduce((sum, s) => sum + s.evaluated, 0),
    };
  }
}

/** A run over an input that is at hand as a whole, as one value with its rows in the order of the input. */
export function computeBenchmark(input: BenchmarkInput): BenchmarkOutput {
  const run = new Run(input);
  run.add(input);
  const steps = run.measure(input.industries);
  const rows = new Map<string, OutputRow>();
  let step = steps.next();
  while (!step.done) {
    if ('rows' in step.value) for (const r of step.value.rows) rows.set(r.subject_id, r);
    step = steps.next('read' in step.value ? input : undefined);
  }
  const { groups, findings } = step.value;
  return { format: 1, groups, rows: input.subjects.map((s) => rows.get(s.id)!), findings };
}
