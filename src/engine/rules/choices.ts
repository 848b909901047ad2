/** The part of an open question that the rules need: its options, one of which may be the default. */
export interface Question {
  readonly id: string;
  readonly options: readonly { readonly id: string; readonly default?: true | undefined }[];
}

/** A place of a rule that takes the answer to an open question. */
export const isChoice = (v: unknown): v is Record<string, unknown> & { choice: string } =>
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
