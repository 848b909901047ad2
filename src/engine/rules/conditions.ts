import { z } from 'zod';
import { figure, leaf, scalar, slotOf, factLeaf, type Context } from './context.ts';
import { dayText, encodeDay, fraction, valueText } from './quantity.ts';
import { id } from './schema.ts';
import type { Condition, FactDef, FundingEvent, Lack, Table, Truth, Why } from './types.ts';

export const comparators = ['>=', '>', '<=', '<', '=', 'in'] as const;
type Comparator = (typeof comparators)[number];

const compare = z.strictObject({
  id: id.optional(),
  title: z.string().min(1).optional(),
  fact: z.string(),
  comparator: z.enum(comparators),
  value: z.union([z.string(), z.boolean()]).optional(),
  values: z.array(z.string()).min(1).optional(),
  /** The value is a share of this fact. */
  of: z.string().optional(),
});
export type ConditionSpec =
  | z.infer<typeof compare>
  | { id?: string | undefined; title?: string | undefined; all: ConditionSpec[] }
  | { id?: string | undefined; title?: string | undefined; any: ConditionSpec[] }
  | { id?: string | undefined; title?: string | undefined; not: ConditionSpec }
  | { id?: string | undefined; title?: string | undefined; atLeast: number; of: ConditionSpec[] };
const named = { id: id.optional(), title: z.string().min(1).optional() };
export const conditionForm: z.ZodType<ConditionSpec> = z.lazy(() =>
  z.union([
    compare,
    z.strictObject({ ...named, all: z.array(conditionForm).min(1) }),
    z.strictObject({ ...named, any: z.array(conditionForm).min(1) }),
    z.strictObject({ ...named, not: conditionForm }),
    z.strictObject({ ...named, atLeast: z.number().int().positive(), of: z.array(conditionForm).min(1) }),
  ]),
) as z.ZodType<ConditionSpec>;

/** Symbols as people write them. */
const signs: Record<Comparator, string> = { '>=': '≥', '>': '>', '<=': '≤', '<': '<', '=': '=', in: '属于' };

const never: Condition = {
  id: 'fault',
  title: '',
  test: () => 0,
  why: () => ({ kind: 'condition', met: 0 }),
  lacks: () => {},
  breaks: () => {},
};

const holds = (x: number, op: Comparator, y: number): Truth => {
  // A comparison with what is not known is neither true nor false.
  if (x !== x || y !== y) return 2;
  switch (op) {
    case '>=':
      return x >= y ? 1 : 0;
    case '>':
      return x > y ? 1 : 0;
    case '<=':
      return x <= y ? 1 : 0;
    case '<':
      return x < y ? 1 : 0;
    default:
      return x === y ? 1 : 0;
  }
};

/** Days `asOf`, `asOf-1年`, `asOf-18月`; undefined when the text is none of them. */
function relativeDay(text: string): ((asOf: number) => number) | undefined {
  const m = /^asOf(?:-(\d+)(年|月))?$/.exec(text);
  if (!m) return undefined;
  const months = m[1] === undefined ? 0 : Number(m[1]) * (m[2] === '年' ? 12 : 1);
  return (asOf) => monthsBefore(asOf, months);
}

/** The same day of the month `months` earlier, or the month's last day where it has none. */
export function monthsBefore(day: number, months: number): number {
  if (months === 0) return day;
  const [y, m, d] = dayText(day).split('-').map(Number) as [number, number, number];
  const at = y * 12 + (m - 1) - months;
  const [year, month] = [Math.floor(at / 12), (at % 12) + 1];
  const two = (x: number): string => String(x).padStart(2, '0');
  for (let last = d; ; last -= 1) {
    const n = encodeDay(`${String(year).padStart(4, '0')}-${two(month)}-${two(last)}`);
    if (!Number.isNaN(n)) return n;
  }
}

function comparison(spec: z.infer<typeof compare>, c: Context, at: string): Condition {
  const slot = slotOf(c, spec.fact, ['money', 'ratio', 'count', 'quantity', 'flag', 'day', 'text'], at);
  if (slot < 0) return never;
  const def = c.defs[slot]!;
  const op = spec.comparator;
  const bad = (value: string): Condition => {
    figure(c, value === '' ? '?' : value, { type: 'money', unit: def.unit }, at);
    return never;
  };
  const name = spec.id ?? spec.fact;

  if (spec.of !== undefined) {
    const whole = slotOf(c, spec.of, [def.type], at);
    if (whole < 0 || typeof spec.value !== 'string' || op === 'in') return whole < 0 ? never : bad('');
    const share = figure(c, spec.value, { type: 'ratio', unit: '%' }, at);
    const [up, down] = fraction(share);
    const title = spec.title ?? `${def.title.zh}占${c.defs[whole]!.title.zh}${signs[op]}${spec.value}`;
    const big = (t: Table, r: number): Truth => {
      const [x, y] = [scalar(t, slot, r), scalar(t, whole, r)];
      if (x !== x || y !== y) return 2;
      if (x * down <= Number.MAX_SAFE_INTEGER && y * up <= Number.MAX_SAFE_INTEGER)
        return holds(x * down, op, y * up);
      const [p, q] = [BigInt(x) * BigInt(down), BigInt(y) * BigInt(up)];
      return holds(p > q ? 1 : p < q ? -1 : 0, op, 0);
    };
    return {
      id: name,
      title,
      test: big,
      why: (t, r) => ({
        kind: 'condition',
        title,
        met: big(t, r),
        of: [factLeaf(c, t, slot, r), factLeaf(c, t, whole, r), leaf(c, 'threshold', spec.value as string)],
      }),
      lacks: (t, r, out, group) => {
        const met = big(t, r);
        if (met === 1) return;
        const y = scalar(t, whole, r);
        out.push({
          id: name,
          title,
          slot,
          have: scalar(t, slot, r),
          needText: `${c.defs[whole]!.title.zh}的${signs[op]}${spec.value as string}`,
          wants:
            y === y && (op === '>=' || op === '>')
              ? Number((BigInt(y) * BigInt(up)) / BigInt(down)) + 1
              : Number.NaN,
          unknown: met === 2,
          ...(group === undefined ? {} : { group }),
        });
      },
      breaks: () => {},
    };
  }

  let need: (asOf: number) => number;
  let needText: string;
  let accepted: ReadonlySet<number> | undefined;
  if (op === 'in' || def.type === 'text') {
    const wanted = spec.values ?? (typeof spec.value === 'string' ? [spec.value] : []);
    const places = wanted.map((v) => def.options.findIndex((o) => o.id === v));
    if (def.type !== 'text' || wanted.length === 0 || places.includes(-1) || (op !== 'in' && op !== '='))
      return bad(wanted.join('、'));
    accepted = new Set(places);
    need = () => places[0]!;
    needText = places.map((p) => def.options[p]!.title).join('或');
  } else if (def.type === 'flag') {
    if (typeof spec.value !== 'boolean' || op !== '=') return bad(String(spec.value));
    const wanted = spec.value ? 1 : 0;
    need = () => wanted;
    needText = spec.value ? '是' : '否';
  } else if (def.type === 'day') {
    const text = typeof spec.value === 'string' ? spec.value : '';
    const relative = relativeDay(text);
    const fixed = encodeDay(text);
    if (!relative && Number.isNaN(fixed)) return bad(text);
    need = relative ?? (() => fixed);
    needText = `${signs[op]}${text.replace('asOf', '查询日')}`;
  } else {
    if (typeof spec.value !== 'string') return bad(String(spec.value));
    const n = figure(c, spec.value, def, at);
    need = () => n;
    needText = `${signs[op]}${valueText(n, def)}`;
  }
  const title =
    spec.title ??
    (def.type === 'flag'
      ? spec.value === true
        ? def.title.zh
        : `${def.title.zh}：${needText}`
      : accepted
        ? `${def.title.zh}为${needText}`
        : `${def.title.zh}${needText}`);
  const accept = accepted;
  const test = accept
    ? (t: Table, r: number): Truth => {
        const x = scalar(t, slot, r);
        return x === x ? (accept.has(x) ? 1 : 0) : 2;
      }
    : (t: Table, r: number): Truth => holds(scalar(t, slot, r), op, need(t.asOf));
  const words = leaf(c, 'threshold', needText);
  const few = def.type === 'flag' || def.type === 'text';
  const said: Why[] = [];
  return {
    id: name,
    title,
    test,
    why: (t, r) => {
      const x = scalar(t, slot, r);
      // Of a flag or an option without a history of its own there are only so many things to say.
      if (t.origins !== undefined || !few || x !== x)
        return { kind: 'condition', title, met: test(t, r), of: [factLeaf(c, t, slot, r), words] };
      return (said[x] ??= {
        kind: 'condition',
        title,
        met: test(t, r),
        of: [factLeaf(c, t, slot, r), words],
      });
    },
    lacks: (t, r, out, group) => {
      const met = test(t, r);
      if (met === 1) return;
      const n = need(t.asOf);
      out.push({
        id: name,
        title,
        slot,
        have: scalar(t, slot, r),
        needText: def.type === 'day' ? `${signs[op]}${dayText(n)}` : needText,
        wants: op === '>' ? n + 1 : op === '<' ? n - 1 : n,
        unknown: met === 2,
        ...(group === undefined ? {} : { group }),
      });
    },
    ...(accept
      ? {}
      : {
          column: (t: Table, out: Uint8Array) => {
            const x = t.scalars[slot];
            if (!x) out.fill(2);
            else andColumn(x, op, need(t.asOf), out);
          },
        }),
    breaks: (add) => {
      if (accept) for (const p of accept) add(slot, p);
      else if (def.type !== 'day') add(slot, need(0));
      else if (!relativeDay(spec.value as string)) add(slot, need(0));
    },
  };
}

/** `out` and (x op y), row by row: 0 stays 0, not known stays not known unless the other is 0. */
function andColumn(x: Float64Array, op: Comparator, y: number, out: Uint8Array): void {
  const n = out.length;
  // Where everything is known, truths are bits: no branch that half of the rows would mispredict.
  let unknown = 0;
  for (let i = 0; i < n; i += 1) unknown |= Number(x[i] !== x[i]) | (out[i]! & 2);
  if (unknown === 0 && y === y) {
    andKnown(x, op, y, out);
    return;
  }
  switch (op) {
    case '>=':
      for (let i = 0; i < n; i += 1) out[i] = and(out[i]!, x[i]! >= y ? 1 : x[i] === x[i] ? 0 : 2);
      return;
    case '>':
      for (let i = 0; i < n; i += 1) out[i] = and(out[i]!, x[i]! > y ? 1 : x[i] === x[i] ? 0 : 2);
      return;
    case '<=':
      for (let i = 0; i < n; i += 1) out[i] = and(out[i]!, x[i]! <= y ? 1 : x[i] === x[i] ? 0 : 2);
      return;
    case '<':
      for (let i = 0; i < n; i += 1) out[i] = and(out[i]!, x[i]! < y ? 1 : x[i] === x[i] ? 0 : 2);
      return;
    default:
      for (let i = 0; i < n; i += 1) out[i] = and(out[i]!, x[i] === y ? 1 : x[i] === x[i] ? 0 : 2);
  }
}
function andKnown(x: Float64Array, op: Comparator, y: number, out: Uint8Array): void {
  const n = out.length;
  switch (op) {
    case '>=':
      for (let i = 0; i < n; i += 1) out[i] = out[i]! & Number(x[i]! >= y);
      return;
    case '>':
      for (let i = 0; i < n; i += 1) out[i] = out[i]! & Number(x[i]! > y);
      return;
    case '<=':
      for (let i = 0; i < n; i += 1) out[i] = out[i]! & Number(x[i]! <= y);
      return;
    case '<':
      for (let i = 0; i < n; i += 1) out[i] = out[i]! & Number(x[i]! < y);
      return;
    default:
      for (let i = 0; i < n; i += 1) out[i] = out[i]! & Number(x[i] === y);
  }
}
export const and = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a === 1 ? b : 2);

/** At least k of the parts; "all" and "any" are the two ends of it. Kleene's logic of three values. */
function several(
  kind: 'all' | 'any' | 'atLeast',
  k: number,
  parts: readonly Condition[],
  name: string,
  title: string,
): Condition {
  const test = (t: Table, r: number): Truth => {
    let yes = 0;
    let maybe = 0;
    for (const p of parts) {
      const m = p.test(t, r);
      if (m === 1) yes += 1;
      else if (m === 2) maybe += 1;
    }
    return yes >= k ? 1 : yes + maybe >= k ? 2 : 0;
  };
  return {
    id: name,
    title,
    test,
    why: (t, r) => ({ kind, title, value: k, met: test(t, r), of: parts.map((p) => p.why(t, r)) }),
    lacks: (t, r, out, group) => {
      if (test(t, r) === 1) return;
      for (const p of parts) p.lacks(t, r, out, kind === 'all' ? group : (group ?? name));
    },
    breaks: (add) => parts.forEach((p) => p.breaks(add)),
  };
}

/** Compiles a condition; F102–F105 where it does not fit the facts. */
export function condition(spec: ConditionSpec, c: Context, at: string): Condition {
  if ('fact' in spec) return comparison(spec, c, at);
  const list = (specs: readonly ConditionSpec[]): Condition[] =>
    specs.map((s, i) => condition(s, c, `${at}.${i}`));
  if ('all' in spec) {
    const parts = list(spec.all);
    const title = spec.title ?? parts.map((p) => p.title).join('，且');
    return several('all', parts.length, parts, spec.id ?? 'all', title);
  }
  if ('any' in spec) {
    const parts = list(spec.any);
    const title = spec.title ?? parts.map((p) => p.title).join('，或');
    return several('any', 1, parts, spec.id ?? 'any', title);
  }
  if ('not' in spec) {
    const part = condition(spec.not, c, `${at}.not`);
    const name = spec.id ?? `not-${part.id}`;
    const title = spec.title ?? `不属于：${part.title}`;
    const test = (t: Table, r: number): Truth => {
      const m = part.test(t, r);
      return m === 2 ? 2 : m === 1 ? 0 : 1;
    };
    return {
      id: name,
      title,
      test,
      why: (t, r) => ({ kind: 'not', title, met: test(t, r), of: [part.why(t, r)] }),
      lacks: (t, r, out, group) => {
        const met = test(t, r);
        if (met === 1) return;
        out.push({
          id: name,
          title,
          slot: -1,
          have: Number.NaN,
          needText: title,
          wants: Number.NaN,
          unknown: met === 2,
          ...(group === undefined ? {} : { group }),
        });
      },
      breaks: (add) => part.breaks(add),
    };
  }
  const parts = list(spec.of);
  const title = spec.title ?? `下列各项至少符合${spec.atLeast}项：${parts.map((p) => p.title).join('；')}`;
  return several('atLeast', spec.atLeast, parts, spec.id ?? 'at-least', title);
}

export interface VetoSpec {
  readonly id: string;
  readonly title: string;
  readonly events: readonly string[];
  readonly window: string;
  readonly unlessRepaired: boolean;
  readonly source?: string | undefined;
}

/** What bars an applicant: an event of one of the kinds after (day − window), up to the day. An event exactly one window ago no longer bars. */
export function vetoCondition(spec: VetoSpec, c: Context, at: string): Condition {
  const slot = slotOf(c, 'events', ['events'], at);
  if (slot < 0) return never;
  const def = c.defs[slot]!;
  const kinds = new Set(spec.events);
  for (const k of kinds) if (!def.options.some((o) => o.id === k)) slotOf(c, `events.${k}`, [], at);
  const months = Number(spec.window.slice(0, -1)) * (spec.window.endsWith('年') ? 12 : 1);
  const bars = (e: FundingEvent, t: Table): boolean =>
    kinds.has(e.kind) &&
    e.day <= t.asOf &&
    e.day > monthsBefore(t.asOf, months) &&
    !(spec.unlessRepaired && e.repaired <= t.asOf);
  const eventsOf = (t: Table, r: number): readonly FundingEvent[] | undefined => {
    const list = t.lists[slot];
    return list === null ? [] : (list?.[r] as readonly FundingEvent[] | undefined);
  };
  const test = (t: Table, r: number): Truth => {
    const events = eventsOf(t, r);
    return events === undefined ? 2 : events.some((e) => bars(e, t)) ? 0 : 1;
  };
  const title = spec.title;
  const words: Why =
    spec.source === undefined
      ? leaf(c, 'window', spec.window)
      : {
          kind: 'window',
          text: spec.window,
          passage: { document: spec.source, clause: '', quote: spec.title, provisions: [] },
        };
  // Nearly everybody's record is empty, and then there is one thing to say.
  const clean: Why = { kind: 'veto', title, met: 1, of: [words] };
  const barred = (t: Table, r: number): Why => ({
    kind: 'veto',
    title,
    met: test(t, r),
    of: [...(eventsOf(t, r) ?? []).filter((e) => bars(e, t)).map((e) => eventLeaf(def, e)), words],
  });
  return {
    id: spec.id,
    title,
    test,
    why: (t, r) => {
      const events = eventsOf(t, r);
      return events !== undefined && events.length === 0 ? clean : barred(t, r);
    },
    lacks: (t, r, out, group) => {
      const met = test(t, r);
      if (met !== 1)
        out.push({
          id: spec.id,
          title,
          slot,
          have: Number.NaN,
          needText: `近${spec.window}没有`,
          wants: Number.NaN,
          unknown: met === 2,
          ...(group === undefined ? {} : { group }),
        } satisfies Lack);
    },
    // Almost nobody has events: one look at the whole column settles it.
    column: (t, out) => {
      const list = t.lists[slot];
      if (list === null) return;
      for (let i = 0; i < out.length; i += 1) if (out[i] !== 0) out[i] = and(out[i]!, test(t, i));
    },
    breaks: () => {},
  };
}
const eventLeaf = (def: FactDef, e: FundingEvent): Why => ({
  kind: 'event',
  text: `${def.options.find((o) => o.id === e.kind)?.title ?? e.kind}（${dayText(e.day)}）`,
  origin: e.origin,
});
