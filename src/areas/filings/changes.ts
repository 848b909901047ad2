/** What differs between two contents, field by field, and what an amendment in execution may change. */
import { finding, type Finding } from '#kernel';
import type { Content, Item, Measure } from './content.ts';

export interface Change {
  readonly field: string;
  readonly kind: 'changed' | 'added' | 'removed';
  readonly row: string;
  readonly before: string;
  readonly after: string;
}

const itemFields = [
  'name',
  'indicator',
  'unit',
  'direction',
  'link',
  'baseline',
  'baselineYear',
  'benchmark',
  'benchmarkKind',
  'benchmarkYear',
  'target',
  'due',
  'weight',
  'mandatory',
  'evidence',
] as const;
const measureFields = ['title', 'link', 'owner', 'due', 'project'] as const;
const textOf = (v: unknown): string =>
  v === null || v === undefined ? '' : typeof v === 'boolean' ? (v ? '1' : '') : String(v);

interface Row {
  readonly key: string;
}
/** Rows of two lists by key: gone, new, and those in both. */
function rows<T extends Row>(
  before: readonly T[],
  after: readonly T[],
  at: string,
  title: (row: T) => string,
  both: (a: T, b: T) => Change[],
): Change[] {
  const old = new Map(before.map((r) => [r.key, r]));
  const now = new Set(after.map((r) => r.key));
  return [
    ...after.flatMap((b) => {
      const a = old.get(b.key);
      return a
        ? both(a, b)
        : [
            {
              field: `${at}.${b.key}`,
              kind: 'added' as const,
              row: title(b),
              before: '',
              after: title(b),
            },
          ];
    }),
    ...before
      .filter((a) => !now.has(a.key))
      .map((a) => ({
        field: `${at}.${a.key}`,
        kind: 'removed' as const,
        row: title(a),
        before: title(a),
        after: '',
      })),
  ];
}

function fields<T extends Row>(a: T, b: T, names: readonly (keyof T & string)[], at: string, row: string) {
  return names.flatMap((name): Change[] => {
    const [before, after] = [textOf(a[name]), textOf(b[name])];
    return before === after ? [] : [{ field: `${at}.${b.key}.${name}`, kind: 'changed', row, before, after }];
  });
}

/** From `a` to `b`: leader, then indicators, then measures with their milestones, in the order of `b`; what is gone comes last. */
export function diffContent(a: Content, b: Content): Change[] {
  const leader = (['kind', 'name', 'note'] as const).flatMap((name): Change[] => {
    const [before, after] = [textOf(a.leader?.[name]), textOf(b.leader?.[name])];
    return before === after ? [] : [{ field: `leader.${name}`, kind: 'changed', row: '', before, after }];
  });
  return [
    ...leader,
    ...rows<Item>(
      a.items,
      b.items,
      'items',
      (i) => i.name,
      (x, y) => fields(x, y, itemFields, 'items', y.name),
    ),
    ...rows<Measure>(
      a.measures,
      b.measures,
      'measures',
      (m) => m.title,
      (x, y) => [
        ...fields(x, y, measureFields, 'measures', y.title),
        ...rows(
          x.milestones,
          y.milestones,
          `measures.${y.key}.milestones`,
          (s) => s.title,
          (s, z) => fields(s, z, ['title', 'due'], `measures.${y.key}.milestones`, `${y.title} · ${z.title}`),
        ),
      ],
    ),
  ];
}

/** Fields of an indicator that an amendment may change: where to go and by when, not where from or against whom. */
const amendable: ReadonlySet<string> = new Set(['target', 'due']);

/**
 * What stands against an amendment: nothing changed (R327), leader or indicators changed beyond target and date (R328), something changed that
 * was reported as done or verified (R329). `settled` holds `<measure>.<milestone>`.
 */
export function checkAmendment(
  changes: readonly Change[],
  after: Content,
  settled: ReadonlySet<string>,
): Finding[] {
  if (changes.length === 0) return [finding('R327', 'error', 'amendment')];
  const out: Finding[] = [];
  const rowAt = (part: 'items' | 'measures', key: string): string =>
    `${part}.${after[part].findIndex((r) => r.key === key)}`;
  for (const c of changes) {
    const [part, key = '', name, milestone] = c.field.split('.');
    if (part === 'leader') out.push(finding('R328', 'error', `amendment.leader.${key}`));
    else if (part === 'items' && (c.kind !== 'changed' || !amendable.has(name ?? '')))
      out.push(
        finding(
          'R328',
          'error',
          c.kind === 'removed' ? 'amendment.items' : `amendment.${rowAt('items', key)}.${name ?? 'name'}`,
        ),
      );
    else if (part === 'measures') {
      const own = [...settled].filter((s) => s.startsWith(`${key}.`));
      // A measure with something settled keeps its title and stays; its owner and its date may change.
      const touches =
        milestone !== undefined
          ? own.includes(`${key}.${milestone}`)
          : own.length > 0 && (c.kind === 'removed' || name === 'title');
      if (touches)
        out.push(
          finding(
            'R329',
            'error',
            c.kind === 'removed' && milestone === undefined
              ? 'amendment.measures'
              : `amendment.${rowAt('measures', key)}.title`,
            { row: c.row },
          ),
        );
    }
  }
  return out;
}
