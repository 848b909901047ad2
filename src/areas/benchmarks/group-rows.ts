/**
 * The rows of one comparison group: what the engine found of each enterprise, with its exact figures and the names of those it is held against. What comes by the
 * dozen in each row has its members in the order of canonical text, so that nothing is copied to write it.
 */
import { formatDecimal, subDecimal, toNumber, type Decimal, type Finding } from '#kernel';
import {
  roundTo,
  totalScore,
  type benchmarkGroup,
  type EvaluationDefinition,
  type ItemTrace,
  type RunEnterprise,
} from '#engine/benchmark';
import type { Classed } from './classes.ts';
import { energyRows } from './energy.ts';
import type { Figures } from './figures.ts';
import type { InputFact, InputIndicator, InputRules, InputSubject } from './input.ts';
import type {
  GapClass,
  OutputRow,
  Payload,
  PayloadGap,
  PayloadItem,
  PayloadModel,
  Summary,
} from './payload.ts';
import type { Scorer } from './scoring.ts';
import { firmnessOf } from './sensitivity.ts';
import type { Survey } from './survey.ts';

const text = (d: Decimal | undefined): string | null => (d === undefined ? null : formatDecimal(d));

/** How much better one class is than another; the worst gap of an enterprise is what a list shows. */
const CLASSES: readonly GapClass[] = ['leads', 'level', 'near', 'behind', 'far'];
const worst = (gaps: readonly PayloadGap[]): GapClass | null => {
  let at = -1;
  for (const g of gaps) if (g.class) at = Math.max(at, CLASSES.indexOf(g.class));
  return CLASSES[at] ?? null;
};

const farrellToShare = (efficiency: number, orientation: 'in' | 'out'): number =>
  orientation === 'in' ? efficiency : efficiency > 0 ? 1 / efficiency : 0;

export type Measured = ReturnType<typeof benchmarkGroup>;

/** What holds for every group of a run. */
export interface Common {
  readonly rules: InputRules;
  readonly survey: Survey;
  readonly definition: EvaluationDefinition;
  readonly scorer: Scorer;
  /** Number of an enterprise in the survey. */
  readonly numberOf: (id: string) => number;
  readonly plans: ReadonlyMap<string, InputIndicator>;
}

/** Totals of those that have a place in their group, by id: measured by the main model, and scored. */
export function placedIn({ rules }: Common, part: Measured): Map<string, number> {
  const { chase } = rules.evaluation.dea;
  const placed = new Map<string, number>();
  for (const e of part.enterprises) {
    const total = e.dea[`${chase.rts}-${chase.orientation}`] ? e.score?.total : undefined;
    if (typeof total === 'number') placed.set(e.id, total);
  }
  return placed;
}

/** Whose exact figures the rows of a group show beside everybody's own. */
export const chasedIn = (part: Measured): ReadonlySet<string> =>
  new Set(part.enterprises.flatMap((e) => (e.chase && e.chase.id !== e.id ? [e.chase.id] : [])));

/**
 * How to write the row of an enterprise of a group. `part`: what was measured, undefined where nobody in it could be; `others`: figures of `chasedIn`;
 * `classes`: who has which class.
 */
export function rowsOf(
  common: Common,
  group: { readonly code: string; readonly part: Measured | undefined },
  others: ReadonlyMap<string, Figures>,
  classes: ReadonlyMap<string, Classed> | undefined,
): (s: InputSubject, own: Figures, ownFacts: readonly InputFact[]) => OutputRow {
  const { rules, survey, definition, scorer, numberOf, plans } = common;
  const { evaluation } = rules;
  const { chase } = evaluation.dea;
  const main = `${chase.rts}-${chase.orientation}` as const;
  const { code, part } = group;
  const at = survey.reader.at;
  const enterprises = part?.enterprises ?? [];
  const byId = new Map(enterprises.map((e) => [e.id, e]));
  const frontier = new Set(part?.group.frontier);
  const remarks = new Map<string, Finding[]>();
  for (const f of part?.group.findings ?? []) {
    const id = f.params?.['id'];
    if (typeof id === 'string') remarks.set(id, [...(remarks.get(id) ?? []), f]);
  }
  const direction = new Map(definition.indicators.map((i) => [i.id, i.direction]));
  const groupTitle = rules.industries[code] ?? '';
  const groupSize = part?.group.ids.length ?? 0;

  const placed = part ? placedIn(common, part) : new Map<string, number>();
  const totals = Float64Array.from(placed.values()).sort();
  /** Equal scores share a place. */
  const placeOf = (total: number): number => {
    let [from, to] = [0, totals.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (totals[middle]! > total) to = middle;
      else from = middle + 1;
    }
    return 1 + totals.length - from;
  };
  const firmness = part
    ? firmnessOf(
        { groups: [part.group], enterprises, findings: [] },
        scorer,
        evaluation.sensitivity,
        placed,
        (id, indicator) => survey.value(numberOf(id), indicator),
      )
    : undefined;

  const nameOf = (id: string): string => survey.names[numberOf(id)] ?? id;

  const gapsOf = (e: RunEnterprise, own: Figures): PayloadGap[] => {
    const other = e.chase?.id === e.id ? own : e.chase ? others.get(e.chase.id) : undefined;
    return e.gaps.map((g) => {
      const a = own.values[at(g.indicator)];
      const b = other?.values[at(g.indicator)];
      return {
        absolute:
          a && b ? text(direction.get(g.indicator) === 'lower' ? subDecimal(a, b) : subDecimal(b, a)) : null,
        class: g.class,
        indicator: g.indicator,
        other: text(b),
        own: text(a),
        relative: g.relative,
      };
    });
  };

  const modelsOf = (e: RunEnterprise, own: Figures): PayloadModel[] => {
    const out: PayloadModel[] = [];
    for (const rts of rules.rts)
      for (const orientation of rules.orientation) {
        const answer = e.dea[`${rts}-${orientation}`];
        if (!answer) continue;
        out.push({
          rts,
          orientation,
          efficiency: answer.efficiency,
          peers: answer.peers.map((p) => ({ id: p.id, lambda: p.lambda, name: nameOf(p.id) })),
          columns: survey.modelled.map((c, i) => ({
            indicator: c,
            role: i < evaluation.dea.inputs.length ? ('input' as const) : ('output' as const),
            slack: answer.slacks[c] ?? 0,
            target: answer.targets[c] ?? 0,
            value: toNumber(own.values[at(c)]!),
          })),
        });
      }
    return out;
  };

  /** Total of changed items, part by part where there are parts. */
  const sumOf = (items: readonly ItemTrace[]): number | null => {
    const { parts, decimals } = evaluation.score;
    if (!parts?.length) return totalScore(items, decimals).total;
    const sums = parts.map(
      (p) =>
        totalScore(
          items.filter((_, k) => evaluation.score.items[k]?.part === p.id),
          decimals,
        ).total,
    );
    return sums.includes(null)
      ? null
      : roundTo(
          sums.reduce<number>((a, b) => a + b!, 0),
          decimals,
        );
  };

  const whatIfOf = (e: RunEnterprise): Payload['whatIf'] => {
    const model = e.chase ? byId.get(e.chase.id)?.score : undefined;
    const total = e.score?.total;
    // One item cannot be exchanged in a score of whole rows.
    if (!scorer.additive || !e.score || !model || typeof total !== 'number' || e.chase?.id === e.id)
      return [];
    const { items } = e.score;
    return items.flatMap((item, n) => {
      const theirs = model.items[n];
      if (!theirs || theirs.points === null || theirs.points <= (item.points ?? 0)) return [];
      const changed: ItemTrace[] = items.map((x, k) => (k === n ? theirs : x));
      const after = sumOf(changed);
      return after === null || after <= total
        ? []
        : [{ indicator: item.indicator, score: after, rank: placeOf(after) }];
    });
  };

  const itemsOf = (e: RunEnterprise, own: Figures): PayloadItem[] =>
    (e.score?.items ?? []).map((i) => ({
      indicator: i.indicator,
      weight: i.weight,
      method: i.formula,
      value: text(own.values[at(i.indicator)]),
      score: i.points ?? 0,
      maximum: i.weight,
      trace: {
        parameters: i.parameters,
        steps: i.steps,
        ...(i.rule ? { rule: i.rule } : {}),
        // Of whole rows an item has a place, no points.
        ...(scorer.additive ? { points: i.points } : {}),
        counted: i.counted,
      },
      facts: own.basis[at(i.indicator)] ?? [],
    }));

  const chaseReasonOf = (e: RunEnterprise): Payload['chaseReason'] => {
    if (!e.chase) return null;
    if (e.chase.reason === 'peer')
      return { code: 'V301', params: { lambda: Number((e.chase.lambda ?? 0).toPrecision(4)) } };
    return { code: e.chase.reason === 'best' ? 'V302' : 'V303', params: {} };
  };

  return (s, own, ownFacts) => {
    const e = byId.get(s.id);
    const answer = e?.dea[main];
    const ownClass = classes?.get(s.id) ?? null;
    const ownFirmness = firmness?.get(s.id) ?? null;
    const summary = {
      name: s.name,
      regionCode: s.regionCode,
      parkCode: s.parkCode,
      industryCode: s.industryCode,
      groupTitle,
      groupSize,
      class: ownClass && { id: ownClass.id, title: ownClass.title },
      rankInterval: ownFirmness?.noise ?? null,
    } satisfies Partial<Summary>;
    const always = {
      // Product figures against the levels in force at the end of the year.
      energy: energyRows(rules.energy, plans, (i) => own.values[at(i)], `${rules.year}-12-31`),
      class: ownClass,
      firmness: ownFirmness,
      facts: ownFacts.map((f) => ({
        indicator: f.indicator,
        period: f.period,
        revision: f.revision,
        source: f.source,
        unit: f.unit,
        value: f.value,
      })),
    };
    const findings = remarks.get(s.id) ?? [];
    if (!e || !answer)
      return {
        subject_id: s.id,
        group_code: code,
        position: null,
        score: null,
        efficiency: null,
        chase_id: null,
        payload: {
          ...always,
          summary: { ...summary, leader: false, worstGap: null, chase: null, evaluated: false },
          findings: [...survey.missing(s, own), ...findings],
          chaseReason: null,
          models: [],
          scaleEfficiency: null,
          returnsToScale: null,
          gaps: [],
          items: [],
          whatIf: [],
        },
      };
    const gaps = gapsOf(e, own);
    const total = e.score?.total ?? null;
    const target = e.chase && e.chase.id !== s.id ? { id: e.chase.id, name: nameOf(e.chase.id) } : null;
    return {
      subject_id: s.id,
      group_code: code,
      position: total === null ? null : placeOf(total),
      score: total,
      efficiency: farrellToShare(answer.efficiency, chase.orientation),
      chase_id: target?.id ?? null,
      payload: {
        ...always,
        summary: {
          ...summary,
          leader: frontier.has(s.id),
          worstGap: worst(gaps),
          chase: target,
          evaluated: true,
          ...(e.score?.parts ? { parts: e.score.parts } : {}),
        },
        findings,
        chaseReason: chaseReasonOf(e),
        models: modelsOf(e, own),
        scaleEfficiency: e.scale?.efficiency ?? null,
        returnsToScale:
          e.scale === null
            ? null
            : ({ crs: 'constant', irs: 'increasing', drs: 'decreasing' } as const)[e.scale.returns],
        gaps,
        items: itemsOf(e, own),
        ...(e.score?.steps ? { scoreSteps: e.score.steps } : {}),
        whatIf: whatIfOf(e),
      },
    };
  };
}
