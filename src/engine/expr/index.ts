/**
 * Formulas of a plan pack: `value-added / employees`, `(1 - x / prev(x)) * 100`. Names are indicator ids and may hold hyphens, so a minus
 * sign needs a space on both sides. Values are exact decimals; only division rounds, to 12 places, half to even (GB/T 8170).
 */
import {
  addDecimal,
  compareDecimal,
  decimal,
  divDecimal,
  formatDecimal,
  mulDecimal,
  parseDecimal,
  subDecimal,
  type Decimal,
} from '#kernel';

export type Operator = '+' | '-' | '*' | '/';
export type Func = 'min' | 'max' | 'abs' | 'prev';
export type Expr =
  | { readonly kind: 'number'; readonly value: Decimal }
  | { readonly kind: 'name'; readonly id: string }
  | { readonly kind: 'negate'; readonly of: Expr }
  | { readonly kind: 'binary'; readonly op: Operator; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'call'; readonly name: Func; readonly args: readonly Expr[] };

/** Where a formula is broken: position from 0 and what was wrong. */
export interface ExprError {
  readonly at: number;
  readonly reason: 'unexpected' | 'end' | 'function' | 'arguments' | 'minus' | 'prev' | 'depth';
  readonly text: string;
}
export type ParseResult =
  | { readonly expr: Expr; readonly error?: undefined }
  | { readonly expr?: undefined; readonly error: ExprError };

/** Places kept by a division. */
export const DIVISION_PLACES = 12;
const MAX_DEPTH = 60;
const ARITY: Record<Func, [number, number]> = { min: [1, 20], max: [1, 20], abs: [1, 1], prev: [1, 1] };

interface Token {
  readonly kind: 'number' | 'name' | 'op' | 'end';
  readonly text: string;
  readonly at: number;
}

class Broken extends Error {
  readonly error: ExprError;
  constructor(error: ExprError) {
    super(error.reason);
    this.error = error;
  }
}

function tokens(text: string): Token[] {
  const out: Token[] = [];
  const pattern = /\s*(?:(\d+(?:\.\d+)?)|([a-z][a-z0-9]*(?:-[a-z0-9]+)*)|([-+*/(),]))/y;
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const m = pattern.exec(text);
    if (!m) {
      const rest = /\s*/.exec(text.slice(at))![0].length;
      if (at + rest >= text.length) break;
      throw new Broken({ at: at + rest, reason: 'unexpected', text: text[at + rest]! });
    }
    const start = at + m[0].length - (m[1] ?? m[2] ?? m[3])!.length;
    if (m[3] === '-' && out.length > 0) {
      // `a -b` and `a- b` are slips for `a - b`: refused rather than guessed.
      const last = out.at(-1)!;
      const binary = last.kind === 'number' || last.kind === 'name' || last.text === ')';
      if (binary && !(/\s/.test(text[start - 1] ?? '') && /\s/.test(text[start + 1] ?? '')))
        throw new Broken({ at: start, reason: 'minus', text: '-' });
    }
    out.push({
      kind: m[1] !== undefined ? 'number' : m[2] !== undefined ? 'name' : 'op',
      text: (m[1] ?? m[2] ?? m[3])!,
      at: start,
    });
    at = pattern.lastIndex;
  }
  out.push({ kind: 'end', text: '', at: text.length });
  return out;
}

const isFunc = (name: string): name is Func => Object.hasOwn(ARITY, name);

class Parser {
  private readonly list: Token[];
  private i = 0;
  constructor(text: string) {
    this.list = tokens(text);
  }
  private get now(): Token {
    return this.list[this.i]!;
  }
  private fail(reason: ExprError['reason'], token = this.now): never {
    throw new Broken({
      at: token.at,
      reason: token.kind === 'end' && reason === 'unexpected' ? 'end' : reason,
      text: token.text,
    });
  }
  private take(text: string): boolean {
    if (this.now.kind !== 'op' || this.now.text !== text) return false;
    this.i += 1;
    return true;
  }
  whole(): Expr {
    const e = this.sum(0);
    if (this.now.kind !== 'end') this.fail('unexpected');
    return e;
  }
  private sum(depth: number): Expr {
    if (depth > MAX_DEPTH) this.fail('depth');
    let left = this.product(depth);
    for (;;) {
      const op = this.take('+') ? '+' : this.take('-') ? '-' : undefined;
      if (!op) return left;
      left = { kind: 'binary', op, left, right: this.product(depth) };
    }
  }
  private product(depth: number): Expr {
    let left = this.factor(depth);
    for (;;) {
      const op = this.take('*') ? '*' : this.take('/') ? '/' : undefined;
      if (!op) return left;
      left = { kind: 'binary', op, left, right: this.factor(depth) };
    }
  }
  private factor(depth: number): Expr {
    if (this.take('-')) return { kind: 'negate', of: this.factor(depth + 1) };
    if (this.take('(')) {
      const inner = this.sum(depth + 1);
      if (!this.take(')')) this.fail('unexpected');
      return inner;
    }
    const token = this.now;
    if (token.kind === 'number') {
      this.i += 1;
      const value = parseDecimal(token.text);
      return value ? { kind: 'number', value } : this.fail('unexpected', token);
    }
    if (token.kind !== 'name') this.fail('unexpected');
    this.i += 1;
    if (!this.take('(')) return { kind: 'name', id: token.text };
    if (!isFunc(token.text)) this.fail('function', token);
    const args: Expr[] = [];
    if (!this.take(')')) {
      do args.push(this.sum(depth + 1));
      while (this.take(','));
      if (!this.take(')')) this.fail('unexpected');
    }
    const [least, most] = ARITY[token.text];
    if (args.length < least || args.length > most) this.fail('arguments', token);
    // The period before is asked for by name: `prev(x)`; of a computed value it would be ambiguous.
    if (token.text === 'prev' && args[0]!.kind !== 'name') this.fail('prev', token);
    return { kind: 'call', name: token.text, args };
  }
}

export function parseExpr(text: string): ParseResult {
  try {
    return { expr: new Parser(text).whole() };
  } catch (e) {
    if (e instanceof Broken) return { error: e.error };
    throw e;
  }
}

const rank = (e: Expr): number =>
  e.kind === 'binary' ? (e.op === '+' || e.op === '-' ? 1 : 2) : e.kind === 'negate' ? 3 : 4;

/** Canonical text of a formula; parses back to the same formula. */
export function printExpr(e: Expr): string {
  const inner = (x: Expr, least: number): string => (rank(x) < least ? `(${printExpr(x)})` : printExpr(x));
  switch (e.kind) {
    case 'number':
      return formatDecimal(e.value);
    case 'name':
      return e.id;
    case 'negate':
      return `-${inner(e.of, 3)}`;
    case 'call':
      return `${e.name}(${e.args.map(printExpr).join(', ')})`;
    case 'binary':
      return `${inner(e.left, rank(e))} ${e.op} ${inner(e.right, rank(e) + 1)}`;
  }
}

/** Names used, each once, in order of appearance; `prev(x)` depends on x as well. */
export function dependenciesOf(e: Expr): string[] {
  const out = new Set<string>();
  const walk = (x: Expr): void => {
    switch (x.kind) {
      case 'number':
        return;
      case 'name':
        out.add(x.id);
        return;
      case 'negate':
        walk(x.of);
        return;
      case 'binary':
        walk(x.left);
        walk(x.right);
        return;
      case 'call':
        x.args.forEach(walk);
    }
  };
  walk(e);
  return [...out];
}

/** Names asked for the same period and those asked for the period before: only the former can make a circle. */
export function samePeriodDependencies(e: Expr): string[] {
  if (e.kind === 'call' && e.name === 'prev') return [];
  switch (e.kind) {
    case 'number':
      return [];
    case 'name':
      return [e.id];
    case 'negate':
      return samePeriodDependencies(e.of);
    case 'binary':
      return [...samePeriodDependencies(e.left), ...samePeriodDependencies(e.right)];
    case 'call':
      return e.args.flatMap(samePeriodDependencies);
  }
}

/** How a value came about; leaves are names and numbers. */
export interface ExprTrace {
  readonly text: string;
  readonly value: string | null;
  readonly of?: readonly ExprTrace[];
  /** For a leaf: indicator id and how many periods back it was taken. */
  readonly name?: string;
  readonly back?: number;
}
export type Reason = 'missing' | 'zero';
export interface Evaluation {
  readonly value?: Decimal;
  /** `missing`: an input has no value; `zero`: something is divided by nothing. */
  readonly reason: Reason | '';
  /** The input that is missing. */
  readonly missing?: string;
  readonly trace: ExprTrace;
}

/**
 * Exact evaluation. `lookup(name, back)` gives the value of an indicator in the period (`back` 0) or the one before (1); undefined when there
 * is none. Never yields a value that is not a number: a missing input or a zero divisor is named instead.
 */
export function evaluate(e: Expr, lookup: (name: string, back: number) => Decimal | undefined): Evaluation {
  const ok = (value: Decimal, trace: Omit<ExprTrace, 'value'>): Evaluation => ({
    value,
    reason: '',
    trace: { ...trace, value: formatDecimal(value) },
  });
  const no = (
    fault: { reason: Reason | ''; missing?: string },
    trace: Omit<ExprTrace, 'value'>,
  ): Evaluation => ({
    reason: fault.reason,
    ...(fault.missing === undefined ? {} : { missing: fault.missing }),
    trace: { ...trace, value: null },
  });
  const name = (id: string, back: number): Evaluation => {
    const value = lookup(id, back);
    const trace = { text: back === 0 ? id : `prev(${id})`, name: id, back };
    return value ? ok(value, trace) : no({ reason: 'missing', missing: id }, trace);
  };
  const walk = (x: Expr): Evaluation => {
    const text = printExpr(x);
    switch (x.kind) {
      case 'number':
        return ok(x.value, { text });
      case 'name':
        return name(x.id, 0);
      case 'negate': {
        const v = walk(x.of);
        const trace = { text, of: [v.trace] };
        return v.value ? ok(subDecimal(decimal('0'), v.value), trace) : no(v, trace);
      }
      case 'call': {
        if (x.name === 'prev') return name((x.args[0] as { id: string }).id, 1);
        const parts = x.args.map(walk);
        const trace = { text, of: parts.map((p) => p.trace) };
        const bad = parts.find((p) => !p.value);
        if (bad) return no(bad, trace);
        const values = parts.map((p) => p.value!);
        if (x.name === 'abs') {
          const v = values[0]!;
          return ok(v.units < 0n ? { units: -v.units, scale: v.scale } : v, trace);
        }
        const want = x.name === 'min' ? -1 : 1;
        return ok(
          values.reduce((a, b) => (compareDecimal(b, a) === want ? b : a)),
          trace,
        );
      }
      case 'binary': {
        const a = walk(x.left);
        const b = walk(x.right);
        const trace = { text, of: [a.trace, b.trace] };
        if (!a.value) return no(a, trace);
        if (!b.value) return no(b, trace);
        const value = applied(x.op, a.value, b.value);
        return value ? ok(value, trace) : no({ reason: 'zero' }, trace);
      }
    }
  };
  return walk(e);
}

/** undefined: divided by nothing. */
function applied(op: Operator, a: Decimal, b: Decimal): Decimal | undefined {
  switch (op) {
    case '+':
      return addDecimal(a, b);
    case '-':
      return subDecimal(a, b);
    case '*':
      return mulDecimal(a, b);
    case '/':
      return b.units === 0n ? undefined : divDecimal(a, b, DIVISION_PLACES, 'halfEven');
  }
}

/** The value alone, as `evaluate` has it, or why there is none: for whoever evaluates one formula for thousands and keeps no trace. */
export function valueOf(
  e: Expr,
  lookup: (name: string, back: number) => Decimal | undefined,
): Decimal | Reason {
  switch (e.kind) {
    case 'number':
      return e.value;
    case 'name':
      return lookup(e.id, 0) ?? 'missing';
    case 'negate': {
      const v = valueOf(e.of, lookup);
      return typeof v === 'string' ? v : subDecimal(NOTHING, v);
    }
    case 'call': {
      if (e.name === 'prev') return lookup((e.args[0] as { id: string }).id, 1) ?? 'missing';
      // All of them are asked for, so that whoever listens hears of every input.
      const parts = e.args.map((x) => valueOf(x, lookup));
      let found: Decimal | undefined;
      for (const p of parts) {
        if (typeof p === 'string') return p;
        if (e.name === 'abs') return p.units < 0n ? { units: -p.units, scale: p.scale } : p;
        if (!found || compareDecimal(p, found) === (e.name === 'min' ? -1 : 1)) found = p;
      }
      return found ?? 'missing';
    }
    case 'binary': {
      const a = valueOf(e.left, lookup);
      const b = valueOf(e.right, lookup);
      if (typeof a === 'string') return a;
      return typeof b === 'string' ? b : (applied(e.op, a, b) ?? 'zero');
    }
  }
}

const NOTHING = decimal('0');

export { unitMismatch, unitOf, type UnitFault } from './units.ts';
