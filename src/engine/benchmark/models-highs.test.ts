import highsLoader from 'highs';
import { describe, expect, it } from 'vitest';
import { Prng } from '#kernel';
import { runCost } from './cost.ts';
import { runRadial } from './radial.ts';
import type { WeightBound } from './radial.ts';
import { runSbm } from './sbm.ts';
import type { DeaColumn, Orientation, ReturnsToScale } from './types.ts';
import { runDirectional } from './undesirable.ts';

/**
 * Differential tests against HiGHS, an independent solver: one program per unit, written out as text from the definition (weight bounds
 * in the multiplier form, which the engine does not use). DUIBIAO_FUZZ sets the number of random problems of each model.
 */
const problems = Number(process.env['DUIBIAO_FUZZ'] ?? 200);
const highs = await highsLoader();
const allReturns: ReturnsToScale[] = ['crs', 'vrs', 'nirs', 'ndrs'];

interface Problem {
  readonly ids: string[];
  readonly inputs: DeaColumn[];
  readonly outputs: DeaColumn[];
  readonly rts: ReturnsToScale;
  readonly pick: (n: number) => number;
}

/** Small problems with ties, duplicates and, where `zeros` allows, zeros. */
function aProblem(seed: number, stream: number, zeros: boolean): Problem {
  const random = new Prng(seed, 0, stream);
  const pick = (n: number): number => Math.floor(random.next() * n);
  const units = 2 + pick(10);
  const kind = pick(3);
  const value = (): number =>
    kind === 0
      ? zeros
        ? pick(4)
        : 1 + pick(3)
      : kind === 1
        ? Math.round(1 + 99 * random.next()) / 10
        : 0.5 + 9 * random.next();
  const column = (name: string): DeaColumn => ({ name, values: Array.from({ length: units }, value) });
  return {
    ids: Array.from({ length: units }, (_, u) => `U${u}`),
    inputs: Array.from({ length: 1 + pick(3) }, (_, i) => column(`x${i}`)),
    outputs: Array.from({ length: 1 + pick(3) }, (_, r) => column(`y${r}`)),
    rts: allReturns[pick(4)]!,
    pick,
  };
}

const term = (c: number, v: string): string => `${c < 0 ? '-' : '+'} ${Math.abs(c)} ${v}`;
const sums = (values: ArrayLike<number | null>, reference: readonly number[], v = 'l'): string =>
  reference.map((j) => term(values[j]!, `${v}${j}`)).join(' ');
const convexity = (rts: ReturnsToScale, reference: readonly number[], one: string): string[] => {
  const sense = { crs: '', vrs: '=', nirs: '<=', ndrs: '>=' }[rts];
  return sense ? [`${reference.map((j) => `+ l${j}`).join(' ')} ${one} ${sense} ${one === '' ? 1 : 0}`] : [];
};
/** Optimal value, or null when the solver says there is none. */
function optimum(goal: string, rows: readonly string[], free: readonly string[] = []): number | null {
  const bounds = free.length > 0 ? `Bounds\n${free.map((v) => ` ${v} free`).join('\n')}\n` : '';
  const answer = highs.solve(
    `${goal}\nSubject To\n${rows.map((row, i) => ` c${i}: ${row}`).join('\n')}\n${bounds}End\n`,
  );
  return answer.Status === 'Optimal' ? answer.ObjectiveValue : null;
}
const same = (mine: number | null | undefined, theirs: number | null, label: string): void => {
  if (theirs === null) expect(mine ?? null, label).toBeNull();
  else
    expect(
      Math.abs((mine ?? NaN) - theirs) <= 1e-6 * Math.max(1, Math.abs(theirs)),
      `${label}: ${mine} for ${theirs}`,
    ).toBe(true);
};
/** Positions of the units a model kept as reference. */
const kept = (p: Problem, excluded: readonly { id: string; code: string }[]): number[] => {
  const left = new Set(excluded.filter((e) => e.code === 'B205' || e.code === 'B202').map((e) => e.id));
  return p.ids.flatMap((id, u) => (left.has(id) ? [] : [u]));
};

describe('models against an independent solver', () => {
  it(`slacks-based measure, three orientations, four returns, super: ${problems} random problems`, () => {
    let compared = 0;
    for (let seed = 1; seed <= problems; seed++) {
      const p = aProblem(seed, 1, true);
      const orientation = (['none', 'in', 'out'] as const)[p.pick(3)]!;
      const result = runSbm({ ...p, orientation, super: true });
      const reference = kept(p, result.excluded);
      for (const unit of result.units) {
        const o = p.ids.indexOf(unit.id);
        const label = `seed ${seed} ${orientation} ${p.rts} ${unit.id}`;
        const inward = orientation !== 'out' ? p.inputs.filter((c) => c.values[o]! > 0) : [];
        const outward = orientation !== 'in' ? p.outputs.filter((c) => c.values[o]! > 0) : [];
        const rows = [
          `t ${outward.map((c) => term(1 / (outward.length * c.values[o]!), `s${c.name}`)).join(' ')} = 1`,
          ...p.inputs.map((c) => `${sums(c.values, reference)} + s${c.name} ${term(-c.values[o]!, 't')} = 0`),
          ...p.outputs.map(
            (c) => `${sums(c.values, reference)} - s${c.name} ${term(-c.values[o]!, 't')} = 0`,
          ),
          ...convexity(p.rts, reference, '- t'),
        ];
        const goal = inward.map((c) => term(-1 / (inward.length * c.values[o]!), `s${c.name}`)).join(' ');
        same(unit.efficiency, optimum(`Minimize\n obj: t ${goal}`, rows), label);
        expect(
          Math.max(unit.certificate.gap, unit.certificate.primal, unit.certificate.dual),
          label,
        ).toBeLessThan(1e-7);
        compared += 1;
        // Beyond the others, written over (x̄, ȳ) as Tone (2002) does: a = t·x̄, b = t·ȳ.
        const others = reference.filter((j) => j !== o);
        const positive = [...p.inputs, ...p.outputs].every((c) => c.values[o]! > 0);
        const twin = others.some((j) =>
          [...p.inputs, ...p.outputs].every((c) => c.values[j] === c.values[o]),
        );
        if (unit.efficiency < 1 || !positive || others.length === 0 || twin) continue;
        const beyond = [
          orientation === 'in'
            ? 't = 1'
            : `${p.outputs.map((c) => term(1 / (p.outputs.length * c.values[o]!), `b${c.name}`)).join(' ')} = 1`,
          ...p.inputs.flatMap((c) => [
            `${sums(c.values, others)} - a${c.name} <= 0`,
            `a${c.name} ${term(-c.values[o]!, 't')} ${orientation === 'out' ? '=' : '>='} 0`,
          ]),
          ...p.outputs.flatMap((c) => [
            `${sums(c.values, others)} - b${c.name} >= 0`,
            `b${c.name} ${term(-c.values[o]!, 't')} ${orientation === 'in' ? '=' : '<='} 0`,
          ]),
          ...convexity(p.rts, others, '- t'),
        ];
        const excess = p.inputs
          .map((c) => term(1 / (p.inputs.length * c.values[o]!), `a${c.name}`))
          .join(' ');
        same(unit.superEfficiency, optimum(`Minimize\n obj: ${excess}`, beyond), `super ${label}`);
      }
    }
    expect(compared).toBeGreaterThan(problems);
  });

  it(`radial with columns held and classes: ${problems} random problems`, () => {
    let compared = 0;
    for (let seed = 1; seed <= problems; seed++) {
      const p = aProblem(seed, 2, true);
      const orientation: Orientation = p.pick(2) === 0 ? 'in' : 'out';
      const inward = orientation === 'in';
      const columns = [...p.inputs, ...p.outputs];
      const nonDiscretionary = columns.filter(() => p.pick(3) === 0).map((c) => c.name);
      const category = { name: 'class', values: p.ids.map(() => p.pick(3)) };
      const result = runRadial({ ...p, orientation, nonDiscretionary, category, super: true });
      const reference = kept(p, result.excluded);
      for (const unit of result.units) {
        const o = p.ids.indexOf(unit.id);
        const label = `seed ${seed} ${orientation} ${p.rts} ${unit.id}`;
        const score = (who: readonly number[]): number | null =>
          optimum(`${inward ? 'Minimize' : 'Maximize'}\n obj: t`, [
            ...columns.map((c) => {
              const used = p.inputs.includes(c);
              const moves = used === inward && !nonDiscretionary.includes(c.name);
              const own = moves ? term(-c.values[o]!, 't') : '';
              return `${sums(c.values, who)} ${own} ${used ? '<=' : '>='} ${moves ? 0 : c.values[o]!}`;
            }),
            ...convexity(p.rts, who, ''),
          ]);
        const comparable = reference.filter((j) => category.values[j]! <= category.values[o]!);
        same(unit.efficiency, score(comparable), label);
        expect(
          Math.max(unit.certificate.gap, unit.certificate.primal, unit.certificate.dual),
          label,
        ).toBeLessThan(1e-7);
        const others = comparable.filter((j) => j !== o);
        if (others.length > 0) same(unit.superEfficiency, score(others), `super ${label}`);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(problems);
  });

  it(`weight bounds, against the multiplier form: ${problems} random problems`, () => {
    let compared = 0;
    for (let seed = 1; seed <= problems; seed++) {
      const p = aProblem(seed, 3, false);
      const orientation: Orientation = p.pick(2) === 0 ? 'in' : 'out';
      const inward = orientation === 'in';
      const side = [p.inputs, p.outputs].filter((columns) => columns.length > 1)[0];
      if (!side) continue;
      const lower = [0, 0.2, 0.5][p.pick(3)]!;
      const bound: WeightBound = {
        column: side[0]!.name,
        to: side[1]!.name,
        lower,
        upper: lower + 0.1 + p.pick(3),
      };
      const { units } = runRadial({ ...p, orientation, weightBounds: [bound] });
      for (const unit of units) {
        const o = p.ids.indexOf(unit.id);
        const label = `seed ${seed} ${orientation} ${p.rts} ${unit.id}`;
        const weigh = (columns: readonly DeaColumn[], j: number, sign: number): string =>
          columns.map((c) => term(sign * c.values[j]!, `w${c.name}`)).join(' ');
        // The multiplier k of the row Σ λ: free under variable returns, else of the sign the sense of the row and of the goal give it.
        const positive = (p.rts === 'ndrs') === inward;
        const k = p.rts === 'crs' ? '' : p.rts === 'vrs' ? '+ f' : positive ? '+ q' : '- q';
        const minusK = k.startsWith('+') ? k.replace('+', '-') : k.replace('-', '+');
        const [moving, held] = inward ? [p.inputs, p.outputs] : [p.outputs, p.inputs];
        const rows = [
          `${weigh(moving, o, 1)} = 1`,
          ...p.ids.map(
            (_, j) => `${weigh(p.outputs, j, 1)} ${weigh(p.inputs, j, -1)} ${inward ? k : minusK} <= 0`,
          ),
          `w${bound.column} ${term(-bound.upper!, `w${bound.to}`)} <= 0`,
          `w${bound.column} ${term(-lower, `w${bound.to}`)} >= 0`,
        ];
        const goal = `${inward ? 'Maximize' : 'Minimize'}\n obj: ${weigh(held, o, 1)} ${k}`;
        same(unit.efficiency, optimum(goal, rows, p.rts === 'vrs' ? ['f'] : []), label);
        const [a, b] = [unit.multipliers[bound.column]!, unit.multipliers[bound.to]!];
        expect(a, label).toBeLessThanOrEqual(bound.upper! * b + 1e-7);
        expect(a, label).toBeGreaterThanOrEqual(lower * b - 1e-7);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(problems);
  });

  it(`cost efficiency and directional distance: ${problems} random problems`, () => {
    let compared = 0;
    for (let seed = 1; seed <= problems; seed++) {
      const p = aProblem(seed, 4, seed % 2 === 0);
      const prices = p.inputs.map((c) => ({ name: `w${c.name}`, values: p.ids.map(() => 1 + p.pick(5)) }));
      const cost = runCost({ ...p, prices });
      const reference = kept(p, cost.excluded);
      for (const unit of cost.units) {
        const o = p.ids.indexOf(unit.id);
        const label = `cost, seed ${seed} ${p.rts} ${unit.id}`;
        const rows = [
          ...p.inputs.map((c) => `${sums(c.values, reference)} - a${c.name} <= 0`),
          ...p.outputs.map((c) => `${sums(c.values, reference)} >= ${c.values[o]!}`),
          ...convexity(p.rts, reference, ''),
        ];
        const least = optimum(
          `Minimize\n obj: ${p.inputs.map((c, i) => term(prices[i]!.values[o]!, `a${c.name}`)).join(' ')}`,
          rows,
        );
        same(unit.spending.least, least, label);
        expect(Math.abs(unit.cost - unit.technical * unit.allocative), label).toBeLessThan(1e-12);
        compared += 1;
      }
      const [bad, ...outputs] = [...p.outputs].toReversed();
      if (outputs.length === 0) continue;
      const disposal = p.pick(2) === 0 ? ('weak' as const) : ('strong' as const);
      const directional = runDirectional({ ...p, outputs, undesirable: [bad!], disposal });
      const standing = kept(p, directional.excluded);
      for (const unit of directional.units) {
        const o = p.ids.indexOf(unit.id);
        const label = `directional ${disposal}, seed ${seed} ${p.rts} ${unit.id}`;
        const rows = [
          ...p.inputs.map((c) => `${sums(c.values, standing)} <= ${c.values[o]!}`),
          ...outputs.map((c) => `${sums(c.values, standing)} ${term(-c.values[o]!, 't')} >= ${c.values[o]!}`),
          `${sums(bad!.values, standing)} ${term(bad!.values[o]!, 't')} ${disposal === 'weak' ? '=' : '<='} ${bad!.values[o]!}`,
          ...convexity(p.rts, standing, ''),
        ];
        same(unit.beta, optimum('Maximize\n obj: t', rows), label);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(problems);
  });
});
