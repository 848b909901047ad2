/** What is wrong with the corrections as content: found when the table is read, and by `duibiao plan check` where indicators refer to it. */
import {
  compareDecimal,
  finding,
  parseDecimal,
  parseUnit,
  sameDimensions,
  type Finding,
  type Unit,
} from '#kernel';
import { dependenciesOf, parseExpr, unitMismatch, unitOf } from '#engine/expr';
import { levelNames } from './energy.ts';
import {
  parametersOf,
  type EnergyLine,
  type LevelCondition,
  type LevelParameter,
  type LevelStep,
  type Parameters,
} from './energy-levels.ts';

const bounds = ['over', 'from', 'upTo', 'under', 'is'] as const;

const isDecimal = (text: string | undefined): boolean =>
  text !== undefined && parseDecimal(text) !== undefined;

/** V516 a parameter that is there twice, V519 a unit nobody knows, V520 bounds or choices that are no figures or leave nothing. */
export function checkParameters(list: readonly LevelParameter[]): Finding[] {
  const seen = new Set<string>();
  return list.flatMap((p) => {
    const path = `parameters#${p.id}`;
    const name = p.title.zh;
    const twice = seen.has(p.id);
    seen.add(p.id);
    const [min, max] = [p.min, p.max].map((n) => (n === undefined ? undefined : parseDecimal(n)));
    const broken =
      (p.min !== undefined && !min) ||
      (p.max !== undefined && !max) ||
      (min !== undefined && max !== undefined && compareDecimal(min, max) > 0) ||
      (p.choices?.some((c) => !isDecimal(c.value)) ?? false);
    return [
      ...(twice ? [finding('V516', 'error', path, { name })] : []),
      ...(parseUnit(p.unit) ? [] : [finding('V519', 'error', path, { name, unit: p.unit })]),
      ...(broken ? [finding('V520', 'error', path, { name })] : []),
    ];
  });
}

function checkCondition(c: LevelCondition, parameters: Parameters, path: string): Finding[] {
  const given = bounds.filter((b) => c[b] !== undefined);
  return [
    ...(parameters.has(c.parameter) ? [] : [finding('V513', 'error', path, { name: c.parameter })]),
    ...(given.length > 0 && given.every((b) => isDecimal(c[b]))
      ? []
      : [finding('V515', 'error', path, { name: c.parameter })]),
  ];
}

/** V518 not exactly one of level, value, unknown; V512 cannot be parsed; V513 unknown name; V514 units; V515 broken condition, constant or curve. */
function checkStep(s: LevelStep, line: EnergyLine, parameters: Parameters, path: string): Finding[] {
  const out: Finding[] = (s.when ?? []).flatMap((c) => checkCondition(c, parameters, path));
  const kinds = (['level', 'value', 'unknown'] as const).filter((k) => s[k] !== undefined);
  if (kinds.length !== 1) return [...out, finding('V518', 'error', path, { title: s.title.zh })];
  if (s.unknown) return out;
  const what = s.level === undefined ? 'value' : 'level';
  const text = s.level ?? s.value!;
  const parsed = parseExpr(text);
  if (!parsed.expr)
    return [
      ...out,
      finding('V512', 'error', path, { formula: text, at: parsed.error.at + 1, text: parsed.error.text }),
    ];
  const own = parseUnit(line.unit);
  if (!own) return [...out, finding('V514', 'error', path, { left: line.unit, right: '', formula: text })];
  const unit = (id: string): Unit | undefined =>
    id === what
      ? own
      : parseUnit(
          s.constants?.[id]?.unit ??
            (id === 'curve' ? s.curve?.unit : undefined) ??
            parameters.get(id)?.unit ??
            '？',
        );
  const names = dependenciesOf(parsed.expr);
  const strangers = names.filter(
    (id) =>
      id !== what &&
      !Object.hasOwn(s.constants ?? {}, id) &&
      !(id === 'curve' && s.curve) &&
      !parameters.has(id),
  );
  out.push(...strangers.map((name) => finding('V513', 'error', path, { name })));
  // A correction that does not start from what there is would throw earlier ones away.
  if (!names.includes(what)) out.push(finding('V513', 'error', path, { name: what }));
  const concerned = (s.of ?? levelNames[line.family]).filter((n) => line[n] !== null);
  for (const [name, c] of Object.entries(s.constants ?? {}))
    if (!concerned.every((n) => isDecimal(c[n] ?? c.value)) || (what === 'value' && !isDecimal(c.value)))
      out.push(finding('V515', 'error', path, { name }));
  if (s.curve) {
    const { parameter, points } = s.curve;
    const numbers = points.map(([x]) => parseDecimal(x));
    const rising = numbers.every((x, i) => {
      const before = numbers[i - 1];
      return x !== undefined && (i === 0 || (before !== undefined && compareDecimal(before, x) < 0));
    });
    if (points.length < 2 || !rising || !points.every(([, y]) => isDecimal(y)))
      out.push(finding('V515', 'error', path, { name: parameter }));
    if (!parameters.has(parameter)) out.push(finding('V513', 'error', path, { name: parameter }));
  }
  if (strangers.length > 0) return out;
  const r = unitOf(parsed.expr, unit);
  const fault = r.fault ?? unitMismatch(r.unit, own);
  // Units without dimension (kWh/kWh) enter as the figure written, as formulas of a pack have it.
  if (fault && (r.fault || Object.keys(own.dimensions).length > 0))
    out.push(finding('V514', 'error', path, { left: fault.left, right: fault.right, formula: text }));
  return out;
}

const pathOf = (line: EnergyLine): string =>
  [line.product, line.process, line.indicator, line.edition].filter((x) => x !== '').join('/');

/** All that is wrong with the corrections of a table. V517 (information): words that are not steps yet, so that the line is always incomplete. */
export function checkLines(lines: readonly EnergyLine[], parameters: Parameters): Finding[] {
  return lines.flatMap((line) => {
    const path = `energy-levels#${pathOf(line)}`;
    if (line.correction !== '' && !line.steps?.length) return [finding('V517', 'info', path, {})];
    return (line.steps ?? []).flatMap((s) => checkStep(s, line, parameters, path));
  });
}

/** What the check needs of an indicator of a plan. */
export interface LeveledIndicator {
  readonly id: string;
  readonly title: { readonly zh: string };
  readonly unit: string;
  readonly levels: readonly {
    readonly product: string;
    readonly process: string;
    readonly indicator: string;
  }[];
}

/**
 * Where the indicators of a plan refer to levels: V521 a line that is not in the table, V522 a unit of another kind, V523 a parameter the
 * plan does not collect (the works concerned stay incomplete), V524 a parameter collected in a unit of another kind.
 */
export function checkLeveledIndicators(
  indicators: readonly LeveledIndicator[],
  lines: readonly EnergyLine[],
  parameters: Parameters,
): Finding[] {
  const known = new Map(indicators.map((i) => [i.id, i]));
  const alike = (a: string, b: string): boolean => {
    const [x, y] = [parseUnit(a), parseUnit(b)];
    return x !== undefined && y !== undefined && sameDimensions(x, y);
  };
  return indicators.flatMap((i) =>
    i.levels.flatMap((key) => {
      const path = `indicators#${i.id}`;
      const name = [key.product, key.process, key.indicator].filter((x) => x !== '').join(' ');
      const found = lines.filter(
        (l) => l.product === key.product && l.process === key.process && l.indicator === key.indicator,
      );
      if (found.length === 0) return [finding('V521', 'error', path, { title: i.title.zh, line: name })];
      const needed = [...new Set(found.flatMap((l) => parametersOf(l)))];
      return [
        ...found
          .filter((l) => !alike(l.unit, i.unit))
          .map((l) => finding('V522', 'error', path, { title: i.title.zh, unit: i.unit, expected: l.unit })),
        ...needed.flatMap((id) => {
          const own = known.get(id);
          const p = parameters.get(id);
          const params = { title: i.title.zh, line: name, name: p?.title.zh ?? id, id };
          if (!own) return [finding('V523', 'warning', path, params)];
          return p && !alike(own.unit, p.unit)
            ? [finding('V524', 'error', path, { ...params, unit: own.unit, expected: p.unit })]
            : [];
        }),
      ];
    }),
  );
}
