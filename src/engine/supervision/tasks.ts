import type { SupervisionRules } from './schema.ts';

/** What the ledger must know of a plan; a compiled plan is one. */
export interface LedgerPlan {
  readonly agencies: readonly {
    readonly id: string;
    readonly to: string | null;
    readonly successor: string | null;
    readonly group: boolean;
  }[];
  readonly clauses: readonly {
    readonly id: string;
    readonly label: string;
    readonly title: { readonly zh: string };
    readonly lead: readonly string[];
    readonly cooperate: readonly string[];
    readonly responsibility: { readonly span: readonly [number, number] } | null;
  }[];
  readonly provisions: readonly {
    readonly id: string;
    readonly clause: string;
    readonly kind: string;
    readonly class: string;
    readonly text: { readonly zh: string };
    readonly span: readonly [number, number];
    readonly indicator: string | null;
    readonly due: number | null;
    readonly target: {
      readonly comparator: string | null;
      readonly value: string | null;
      readonly unit: string;
      readonly when: {
        readonly kind: string;
        readonly year?: number;
        readonly from?: number;
        readonly to?: number;
      };
    } | null;
    readonly lead: readonly string[];
    readonly cooperate: readonly string[];
  }[];
}

export interface LedgerTask {
  /** Provision or clause. */
  readonly task: string;
  readonly kind: 'provision' | 'clause';
  readonly clause: string;
  readonly title: string;
  readonly role: 'lead' | 'cooperate';
  readonly owner: { readonly kind: 'agency' | 'region'; readonly code: string };
  readonly indicator: string | null;
  readonly comparator: string | null;
  readonly target: string | null;
  readonly unit: string;
}

/** Who does an agency's work on a day, by the succession of the plan. */
export function agencyOn(agencies: LedgerPlan['agencies'], id: string, day: string): string {
  const all = new Map(agencies.map((a) => [a.id, a]));
  let at = id;
  for (let n = 0; n < agencies.length; n += 1) {
    const a = all.get(at);
    if (!a || a.successor === null || a.to === null || a.to > day) return at;
    at = a.successor;
  }
  return at;
}

/** Whether a provision asks something of a year. */
function asks(p: LedgerPlan['provisions'][number], year: number): boolean {
  const w = p.target?.when;
  if (w === undefined) return p.due === null || year <= p.due;
  if (w.kind === 'year') return w.year === year;
  if (w.kind === 'by' || w.kind === 'horizon') return w.year === undefined || year <= w.year;
  if (w.kind === 'each') return (w.from ?? year) <= year && year <= (w.to ?? year);
  return true;
}

/**
 * The tasks of a year: leading bodies get one for each provision, cooperating bodies and places one for each clause. Bodies that were merged
 * get one together; the same plan, year and day give the same tasks in the same order.
 */
export function ledgerTasks(
  plan: LedgerPlan,
  places: readonly { readonly code: string; readonly level: string }[],
  at: { readonly year: number; readonly day: string },
  rules: Pick<SupervisionRules, 'ledger'>,
): LedgerTask[] {
  const { kinds, classes, places: own } = rules.ledger;
  const groups = new Set(plan.agencies.filter((a) => a.group).map((a) => a.id));
  const levels = new Set<string>(own.levels);
  const there = places.filter((p) => levels.has(p.level));
  const owners = (ids: readonly string[]): LedgerTask['owner'][] =>
    ids.flatMap((id): LedgerTask['owner'][] =>
      id === own.group
        ? there.map((p) => ({ kind: 'region', code: p.code }))
        : groups.has(id)
          ? []
          : [{ kind: 'agency', code: agencyOn(plan.agencies, id, at.day) }],
    );
  const out = new Map<string, LedgerTask>();
  const add = (t: LedgerTask): void => {
    const key = `${t.task} ${t.owner.kind} ${t.owner.code}`;
    if (!out.has(key)) out.set(key, t);
  };
  const clauses = new Map(plan.clauses.map((c) => [c.id, c]));
  const live = plan.provisions.filter((p) => {
    const r = clauses.get(p.clause)?.responsibility?.span;
    // The sentence that names the bodies is no task of theirs.
    const names = r !== undefined && r[0] <= p.span[0] && p.span[1] <= r[1];
    return (
      !names && kinds.includes(p.kind as never) && classes.includes(p.class as never) && asks(p, at.year)
    );
  });
  for (const p of live)
    for (const owner of owners(p.lead))
      add({
        task: p.id,
        kind: 'provision',
        clause: p.clause,
        title: p.text.zh,
        role: 'lead',
        owner,
        indicator: p.indicator,
        comparator: p.target?.comparator ?? null,
        target: p.target?.value ?? null,
        unit: p.target?.unit ?? '',
      });
  for (const c of plan.clauses) {
    const helping = live.filter((p) => p.clause === c.id).flatMap((p) => p.cooperate);
    const leads = new Set(
      [...out.values()].filter((t) => t.clause === c.id).map((t) => `${t.owner.kind} ${t.owner.code}`),
    );
    for (const owner of owners([...new Set(helping)]))
      if (!leads.has(`${owner.kind} ${owner.code}`))
        add({
          task: c.id,
          kind: 'clause',
          clause: c.id,
          title: c.title.zh,
          role: 'cooperate',
          owner,
          indicator: null,
          comparator: null,
          target: null,
          unit: '',
        });
  }
  return [...out.values()];
}
