import highsLoader from 'highs';
import { describe, expect, it } from 'vitest';
import { runDea } from './dea.ts';
import type { DeaInput, Orientation, ReturnsToScale } from './types.ts';

/**
 * Differential test against HiGHS, an independent solver: one program per unit, written out as text from the definition.
 * DUIBIAO_FUZZ sets the number of random problems; `npm run fuzz:dea` takes 20,000.
 */
const asked = process.env['npm_lifecycle_event'] === 'fuzz:dea' ? 20_000 : 300;
const problems = Number(process.env['DUIBIAO_FUZZ'] ?? asked);

const generator = (seed: number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

const all: ReturnsToScale[] = ['crs', 'vrs', 'nirs', 'ndrs'];

function aProblem(seed: number): DeaInput {
  const random = generator(seed);
  const pick = (n: number) => Math.floor(random() * n);
  const units = 1 + pick(14);
  const kind = pick(5);
  const value = (): number => {
    if (kind === 0) return pick(4); // zeros, ties, duplicates
    if (kind === 1) return 1 + pick(3); // ties without zeros
    if (kind === 2) return 0.1 + 10 * random();
    if (kind === 3) return Math.exp(6 * (random() - 0.5)); // sizes far apart
    return pick(6) === 0 ? 0 : Math.round(100 * random()) / 10;
  };
  const scales = seed % 2 === 0 ? [1] : [1, 1e9, 1e-3, 1e4];
  const column = (name: string) => {
    const scale = scales[pick(scales.length)]!;
    return { name, values: Array.from({ length: units }, () => value() * scale) };
  };
  const inputs = Array.from({ length: 1 + pick(3) }, (_, i) => column(`x${i}`));
  const outputs = Array.from({ length: 1 + pick(3) }, (_, i) => column(`y${i}`));
  return {
    ids: Array.from({ length: units }, (_, u) => `U${u}`),
    inputs,
    outputs,
    rts: all[pick(4)]!,
    orientation: (pick(2) === 0 ? 'in' : 'out') as Orientation,
    super: true,
  };
}

/** The program of one unit in CPLEX LP text, columns brought to a common scale so that the other solver meets friendly numbers. */
function program(input: DeaInput, unit: number, reference: number[], score?: number): string {
  const scaleOf = (values: ArrayLike<number | null>) => {
    let largest = 0;
    for (const u of reference) largest = Math.max(largest, values[u]!);
    largest = Math.max(largest, values[unit]!);
    return largest > 0 ? 2 ** -Math.round(Math.log2(largest)) : 1;
  };
  const terms = (values: ArrayLike<number | null>, scale: number) =>
    reference.map((u) => `+ ${values[u]! * scale} l${u}`).join(' ');
  const rows: string[] = [];
  const slack: string[] = [];
  const inward = input.orientation === 'in';
  input.inputs.forEach((column, i) => {
    const scale = scaleOf(column.values);
    const own = column.values[unit]! * scale;
    slack.push(`+ ${1 / scale} s${i}`);
    rows.push(
      inward
        ? `${terms(column.values, scale)} + s${i} - ${own} t = 0`
        : `${terms(column.values, scale)} + s${i} = ${own}`,
    );
  });
  input.outputs.forEach((column, r) => {
    const scale = scaleOf(column.values);
    const own = column.values[unit]! * scale;
    slack.push(`+ ${1 / scale} r${r}`);
    rows.push(
      inward
        ? `${terms(column.values, scale)} - r${r} = ${own}`
        : `${terms(column.values, scale)} - r${r} - ${own} t = 0`,
    );
  });
  const sense = { crs: '', vrs: '=', nirs: '<=', ndrs: '>=' }[input.rts];
  if (sense) rows.push(`${reference.map((u) => `+ l${u}`).join(' ')} ${sense} 1`);
  if (score !== undefined) rows.push(`t = ${score}`);
  const goal =
    score === undefined
      ? `${inward ? 'Minimize' : 'Maximize'}\n obj: t`
      : `Maximize\n obj: ${slack.join(' ')}`;
  return `${goal}\nSubject To\n${rows.map((row, i) => ` c${i}: ${row}`).join('\n')}\nBounds\n t >= 0\nEnd\n`;
}

describe('DEA against an independent solver', () => {
  it(
    `gives the scores, slack totals and super-efficiencies HiGHS gives on ${problems} random problems`,
    async () => {
      const highs = await highsLoader();
      let solved = 0;
      for (let seed = 1; seed <= problems; seed++) {
        const input = aProblem(seed);
        const result = runDea(input);
        if (result.units.length === 0) continue;
        const left = new Set(result.excluded.filter((e) => e.code !== 'B206').map((e) => e.id));
        const reference = input.ids.map((_, u) => u).filter((u) => !left.has(input.ids[u]!));
        const random = generator(-seed);
        for (let k = 0; k < 3; k++) {
          const answer = result.units[Math.floor(random() * result.units.length)]!;
          const unit = input.ids.indexOf(answer.id);
          const label = `seed ${seed}, ${input.rts} ${input.orientation}, ${answer.id}`;
          const first = highs.solve(program(input, unit, reference));
          expect(first.Status, label).toBe('Optimal');
          const score = first.ObjectiveValue;
          expect(Math.abs(answer.efficiency - score), `score, ${label}`).toBeLessThan(
            1e-6 * Math.max(1, score),
          );
          // Raw slack totals only where all columns have one scale: the other solver's tolerances are absolute.
          if (seed % 2 === 0) {
            const second = highs.solve(program(input, unit, reference, answer.efficiency));
            if (second.Status === 'Optimal') {
              const total = Object.values(answer.slacks).reduce((a, b) => a + b, 0);
              expect(Math.abs(total - second.ObjectiveValue), `slack, ${label}`).toBeLessThan(
                1e-5 * Math.max(1, total),
              );
            }
          }
          const others = reference.filter((u) => u !== unit);
          if (others.length > 0) {
            const without = highs.solve(program(input, unit, others));
            if (without.Status === 'Optimal')
              expect(
                Math.abs((answer.superEfficiency ?? -1) - without.ObjectiveValue),
                `super, ${label}`,
              ).toBeLessThan(1e-6 * Math.max(1, without.ObjectiveValue));
            else expect(answer.superEfficiency, `super, ${label}`).toBeNull();
          }
          solved++;
        }
      }
      expect(solved).toBeGreaterThan(problems);
    },
    60_000 + 60 * problems,
  );
});
