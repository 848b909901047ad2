/** The part of an open question that the rules need: its options, one of which may be the default. */
export interface Question {
  readonly id: string;
  readonly options: readonly { readonly id: string; readonly default?: true | undefined }[];
}

const isChoice = (v: unknown): v is Record<string, unknown> & { choice: string } =>
  v !== null && typeof v === 'object' && typeof (v as { choice?: unknown }).choice === 'string';

/**
 * Puts the answers to open questions in: `{ choice: q, a: X, b: Y }` becomes X where q is answered with a. `taken` collects question → answer,
 * `fail` hears of a question nobody knows, or an answer that the rule has nothing for.
 */
export function resolve(
  value: unknown,
  answer: (question: string) => string | undefined,
  taken: Record<string, string>,
  fail: (question: string, answer: string) => void,
): unknown {
  if (Array.isArray(value)) return value.map((v) => resolve(v, answer, taken, fail));
  if (value === null || typeof value !== 'object') return value;
  if (isChoice(value)) {
    const a = answer(value.choice);
    if (a === undefined || a === 'choice' || !(a in value)) {
      fail(value.choice, a ?? '');
      return undefined;
    }
    taken[value.choice] = a;
    return resolve(value[a], answer, taken, fail);
  }
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolve(v, answer, taken, fail)]));
}

/** Every question a rule asks, with the answers it knows. */
export function choicesIn(
  value: unknown,
  out: Map<string, Set<string>> = new Map(),
): Map<string, Set<string>> {
  if (Array.isArray(value)) for (const v of value) choicesIn(v, out);
  else if (value !== null && typeof value === 'object') {
    if (isChoice(value)) {
      const known = out.get(value.choice) ?? new Set<string>();
      for (const k of Object.keys(value)) if (k !== 'choice') known.add(k);
      out.set(value.choice, known);
    }
    for (const v of Object.values(value)) choicesIn(v, out);
  }
  return out;
}

/** A figure of a rule that may be turned: where it stands and what it is. */
export interface Parameter {
  readonly path: string;
  readonly value: string;
}

/** Every figure with a unit below `value`: ratios, caps, thresholds. The path is dotted, as in `amount.cap`. */
export function parametersIn(value: unknown, path = ''): Parameter[] {
  if (typeof value === 'string')
    return /^\d+(\.\d+)?\s*(%|‰|元|百元|千元|万元|亿元|年|月)$/u.test(value) ? [{ path, value }] : [];
  if (Array.isArray(value)) return value.flatMap((v, i) => parametersIn(v, `${path}.${i}`));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([k, v]) => parametersIn(v, path === '' ? k : `${path}.${k}`));
}

/** The same with figures replaced by path; a path that leads to no figure is left aside. */
export function withParameters<T>(value: T, changes: Readonly<Record<string, string>>, path = ''): T {
  if (typeof value === 'string') return (changes[path] ?? value) as T;
  if (Array.isArray(value))
    return value.map((v: unknown, i) => withParameters(v, changes, `${path}.${i}`)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([k, v]) => [
      k,
      withParameters(v as unknown, changes, path === '' ? k : `${path}.${k}`),
    ]),
  ) as T;
}
