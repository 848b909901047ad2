/** Product figures of one enterprise against the levels in force at the end of the year, one line of each family, as the payload keeps them. */
import { decimal, formatDecimal, inUnit, type Decimal } from '#kernel';
import {
  appliesFrom,
  bestOf,
  distancesOf,
  gapFindings,
  inForce,
  levelsFor,
  ownFor,
  parametersOf,
  standingOf,
  type StepTrace,
} from '#engine/benchmark';
import type { InputEnergy, InputIndicator, InputLevels } from './input.ts';
import type { PayloadEnergy, PayloadStep } from './payload.ts';

export { inUnit };

const toStep = ({ trace: _, ...s }: StepTrace): PayloadStep => s;

/** `valueOf`: figures of the enterprise in the year, in their indicators' units. */
export function energyRows(
  energy: readonly InputEnergy[],
  plans: ReadonlyMap<string, InputIndicator>,
  valueOf: (indicator: string) => Decimal | undefined,
  day: string,
): PayloadEnergy[] {
  return energy.flatMap(({ indicator, levels, parameters = [] }) => {
    const value = valueOf(indicator);
    const plan = plans.get(indicator);
    if (!value || !plan) return [];
    const known = new Map(parameters.map((p) => [p.id, p]));
    const given = (id: string): Decimal | undefined => {
      const p = known.get(id);
      const i = plans.get(id);
      const v = p && i && valueOf(id);
      return v ? inUnit(v, i!.unit, p.unit) : undefined;
    };
    return (['ndrc', 'gb-limit'] as const).flatMap((family): PayloadEnergy[] => {
      const lines = levels.filter((l) => l.family === family);
      const current = inForce(lines, day);
      const line: InputLevels | undefined =
        current ?? lines.toSorted((a, b) => (appliesFrom(a) < appliesFrom(b) ? -1 : 1))[0];
      const exact = line && inUnit(value, plan.unit, line.unit);
      if (!line || !exact) return [];
      const answer = levelsFor(line, known, given, day);
      const own = ownFor(line, known, given, exact);
      const best = bestOf(answer.known);
      const reach = best === null || best === 'incomplete' ? undefined : inUnit(best, line.unit, plan.unit);
      const far = own.value && distancesOf(own.value, answer.known);
      return [
        {
          indicator,
          title: plan.title,
          value: formatDecimal(value),
          unit: plan.unit,
          best: reach ? formatDecimal(reach) : null,
          family,
          edition: line.edition,
          // An edition that is not in force yet is shown, not used.
          standing: !current ? null : own.value ? standingOf(own.value, answer.known) : 'incomplete',
          line,
          levels: answer.levels
            .filter((l) => l.state !== 'absent')
            .map((l) => ({
              name: l.name,
              printed: l.printed!,
              value: l.value && formatDecimal(l.value),
              state: l.state as 'printed' | 'corrected' | 'incomplete',
              by: formatted(far?.distances.find((d) => d.level === l.name)?.by),
              steps: l.steps.map(toStep),
            })),
          own:
            line.steps?.some((s) => s.value !== undefined) === true
              ? { value: own.value && formatDecimal(own.value), steps: own.steps.map(toStep) }
              : null,
          between: far?.between ? { ...far.between, share: formatDecimal(far.between.share) } : null,
          inputs: parametersOf(line).map((id) => ({
            id,
            title: known.get(id)?.title ?? { zh: id },
            unit: known.get(id)?.unit ?? '',
            value: formatted(given(id)),
            meaning: known.get(id)?.choices?.find((c) => same(decimal(c.value), given(id)))?.title ?? null,
          })),
          gaps: gapFindings([...answer.levels, own], known, given),
        },
      ];
    });
  });
}

const formatted = (d: Decimal | undefined): string | null => (d ? formatDecimal(d) : null);
const same = (a: Decimal, b: Decimal | undefined): boolean =>
  b !== undefined && formatDecimal(a) === formatDecimal(b);
