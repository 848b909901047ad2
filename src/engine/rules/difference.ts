import { splitQuantity } from './quantity.ts';
import type { SchemeFile, VersionEntry } from './schema.ts';

/** Where a difference stands: the term, the words it rests on, a condition, the amount, limits, vetoes, rounding, a fact, or the scheme itself. */
export type DifferencePart =
  | 'version'
  | 'term'
  | 'words'
  | 'condition'
  | 'amount'
  | 'limits'
  | 'vetoes'
  | 'rounding'
  | 'fact'
  | 'scheme';

/** One thing that changed, as the file says it: `before` null where it is new, `after` null where it went. */
export interface Difference {
  readonly part: DifferencePart;
  readonly version: string | null;
  /** Place within the part, dotted; entries of lists by their id. */
  readonly path: string;
  /** The last word of the place: `cap`, `ratio`, `mechanism` … */
  readonly key: string;
  /** Facts it is about, by id. */
  readonly facts: readonly string[];
  readonly before: string | null;
  readonly after: string | null;
}

type Rec = Readonly<Record<string, unknown>>;
const isRec = (v: unknown): v is Rec => v !== null && typeof v === 'object' && !Array.isArray(v);
const text = (v: unknown): string => (typeof v === 'string' ? v : JSON.stringify(v));
const ABOUT = ['fact', 'base', 'price', 'series', 'items', 'loans', 'rank', 'after', 'level'];
const factsOf = (...sides: readonly unknown[]): string[] => [
  ...new Set(
    sides
      .filter(isRec)
      .flatMap((o) => ABOUT.map((k) => o[k]))
      .filter((f): f is string => typeof f === 'string'),
  ),
];

/** Entries of a list by what they are called, so that one put in between does not make all behind it look new. */
const nameOf = (x: unknown, i: number): string => {
  if (isRec(x)) {
    if (typeof x['id'] === 'string') return x['id'];
    if (typeof x['document'] === 'string') return `${x['document']} ${text(x['clause'] ?? '')}`;
  }
  return String(i);
};

type Found = Pick<Difference, 'path' | 'key' | 'facts' | 'before' | 'after'>;

/** Figures with a unit below a new formula: what it pays. */
function figures(x: unknown, path: string, key: string, about: readonly string[], out: Found[]): void {
  if (typeof x === 'string') {
    if (splitQuantity(x)) out.push({ path, key, facts: about, before: null, after: x });
  } else if (Array.isArray(x))
    x.forEach((y: unknown, i) => figures(y, join(path, nameOf(y, i)), key, about, out));
  else if (isRec(x)) {
    const own = factsOf(x);
    for (const k of Object.keys(x).toSorted())
      figures(x[k], join(path, k), k, own.length > 0 ? own : about, out);
  }
}

/** Leaves that differ below two values. Where the kind of formula changes, it is that and what the new one pays, not each word of the old. */
function leaves(
  a: unknown,
  b: unknown,
  path: string,
  key: string,
  about: readonly string[],
  out: Found[],
): void {
  if (a === undefined && b === undefined) return;
  if (isRec(a) && isRec(b)) {
    const facts = factsOf(a, b);
    const next = facts.length > 0 ? facts : about;
    if (a['mechanism'] !== b['mechanism']) {
      out.push({
        path: join(path, 'mechanism'),
        key: 'mechanism',
        facts: next,
        before: text(a['mechanism'] ?? ''),
        after: text(b['mechanism'] ?? ''),
      });
      figures(b, path, key, next, out);
      return;
    }
    for (const k of [...new Set([...Object.keys(a), ...Object.keys(b)])].toSorted())
      leaves(a[k], b[k], join(path, k), k, next, out);
    return;
  }
  if (Array.isArray(a) && Array.isArray(b) && [...a, ...b].every((x) => isRec(x))) {
    const [x, y] = [new Map(a.map((v, i) => [nameOf(v, i), v])), new Map(b.map((v, i) => [nameOf(v, i), v]))];
    for (const k of new Set([...x.keys(), ...y.keys()]))
      leaves(x.get(k), y.get(k), join(path, k), key, about, out);
    return;
  }
  const [before, after] = [a, b].map((v) => (v === undefined ? null : text(v)));
  if (before !== after)
    out.push({
      path,
      key,
      facts: factsOf(a, b).length > 0 ? factsOf(a, b) : about,
      before: before!,
      after: after!,
    });
}
const join = (path: string, k: string): string => (path === '' ? k : `${path}.${k}`);

const PARTS: readonly (readonly [DifferencePart, readonly (keyof VersionEntry)[]])[] = [
  ['term', ['from', 'to', 'toKnown', 'issued']],
  ['words', ['number', 'clause', 'provisions', 'passages', 'source', 'mark']],
  ['condition', ['conditions']],
  ['amount', ['amount']],
  ['limits', ['limits']],
  ['vetoes', ['vetoes']],
  ['rounding', ['rounding']],
];

/** What changed from one version to another. */
export function versionDifference(a: VersionEntry, b: VersionEntry): Difference[] {
  return PARTS.flatMap(([part, keys]) =>
    keys.flatMap((k) => {
      const out: Found[] = [];
      // The part says where it is; beside others in a part the member has to be named.
      leaves(a[k], b[k], keys.length > 1 ? k : '', k, [], out);
      return out.map((d): Difference => ({ part, version: b.id, ...d }));
    }),
  );
}

const HEAD = ['title', 'instrument', 'kind', 'payee', 'grain', 'claims', 'note', 'tables'] as const;

/** What changed in a scheme between two publications of its plan; examples are no part of the rule. */
export function schemeDifference(a: SchemeFile | undefined, b: SchemeFile | undefined): Difference[] {
  const whole = (before: string | null, after: string | null): Difference => ({
    part: 'scheme',
    version: null,
    path: '',
    key: 'scheme',
    facts: [],
    before,
    after,
  });
  if (!a || !b) return a || b ? [whole(a?.title.zh ?? null, b?.title.zh ?? null)] : [];
  const head = HEAD.flatMap((k) => {
    const out: Found[] = [];
    leaves(a[k], b[k], k, k, [], out);
    return out.map((d): Difference => ({ part: 'scheme', version: null, ...d }));
  });
  const facts: Found[] = [];
  leaves(a.facts, b.facts, '', 'fact', [], facts);
  const ids = new Set([...a.versions, ...b.versions].map((v) => v.id));
  return [
    ...head,
    ...facts.map((d): Difference => ({ part: 'fact', version: null, ...d })),
    ...[...ids].flatMap((id) => {
      const [x, y] = [a.versions.find((v) => v.id === id), b.versions.find((v) => v.id === id)];
      if (x && y) return versionDifference(x, y);
      const one: Difference = {
        part: 'version',
        version: id,
        path: '',
        key: 'version',
        facts: [],
        before: x ? `${x.from} ${x.number}` : null,
        after: y ? `${y.from} ${y.number}` : null,
      };
      return [one];
    }),
  ];
}
