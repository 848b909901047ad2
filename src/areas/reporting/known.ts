/** What a report is held against: the own figures of earlier periods, and the spread of a ratio among the industry. */
import {
  parseDecimal,
  period as asPeriod,
  previousPeriod,
  samePeriodLastYear,
  type Decimal,
  type Finding,
} from '#kernel';
import {
  checkDigits,
  checkValues,
  fieldsOfCheck,
  peerLogs,
  spreadOf,
  type Known,
  type Spread,
} from '#engine/reporting';
import type { Env, House } from '#platform/act';
import type { Tx } from '#platform/db';
import { formulaText, type Sheet } from './forms.ts';
import type { Target } from './target.ts';
import * as store from './store.ts';

export const decimals = (v: store.Figures): Map<string, Decimal> =>
  new Map(
    Object.entries(v).flatMap(([k, text]) => {
      const d = parseDecimal(text);
      return d ? [[k, d] as const] : [];
    }),
  );

/** Periods a figure is held against: the three before and the same one of last year. */
const pastPeriods = (p: string): { before: string[]; lastYear: string } => {
  const before: string[] = [];
  for (let at = previousPeriod(asPeriod(p)); before.length < 3; at = previousPeriod(at)) before.push(at);
  return { before, lastYear: samePeriodLastYear(asPeriod(p)) };
};

const looksBack = new Set(['change', 'unitSlip', 'together']);

/** Fields that some check looks back on. */
const lookedBack = (sheet: Sheet): string[] => [
  ...new Set(sheet.form.checks.filter((c) => looksBack.has(c.kind)).flatMap((c) => fieldsOfCheck(c))),
];

export type Past = Omit<Known, 'peers'>;

/** The own past, of the fields that some check looks back on. Agencies and projects share a subject, so only their own reports count. */
export async function pastOf(tx: Tx, sheet: Sheet, place: store.Place): Promise<Past> {
  const { before, lastYear } = pastPeriods(place.period);
  const fields = lookedBack(sheet);
  const found =
    fields.length === 0
      ? new Map<string, Record<string, string>>()
      : await store.figuresOf(
          tx,
          place,
          [...before, lastYear],
          fields,
          sheet.states.handed,
          place.item === '',
        );
  const at = (p: string) => decimals(found.get(p) ?? {});
  return {
    previous: at(before[0]!),
    lastYear: at(lastYear),
    past: [...new Set([...before, lastYear])].map(at).filter((v) => v.size > 0),
  };
}

const TEN_MINUTES = 600_000;
const MOST_KEPT = 2000;
interface Kept {
  until: number;
  spreads: Promise<ReadonlyMap<string, Spread>>;
}
const kept = new WeakMap<House, Map<string, Kept>>();

const nobody: ReadonlyMap<string, Spread> = new Map();

/**
 * The spread of each ratio that the form holds against the industry, over the locked and filed figures of the period before, or where too few have
 * them of last year. Read past the scope of the reader: only median and deviation leave here. The same for a whole division, so it is kept a while.
 */
export function peersOf(
  env: Pick<Env, 'house' | 'now'>,
  sheet: Sheet,
  division: string | null,
  period: string,
): Promise<ReadonlyMap<string, Spread>> {
  const checks = sheet.form.checks.flatMap((c) => (c.kind === 'peers' ? [c] : []));
  if (division === null || checks.length === 0) return Promise.resolve(nobody);
  const map = kept.get(env.house) ?? new Map<string, Kept>();
  kept.set(env.house, map);
  const key = [sheet.hash, sheet.form.id, division, period].join(' ');
  const now = Date.parse(env.now);
  const had = map.get(key);
  if (had && had.until > now) return had.spreads;
  if (map.size >= MOST_KEPT) map.clear();
  const fields = [...new Set(checks.flatMap((c) => fieldsOfCheck(c)))];
  const read = async (): Promise<ReadonlyMap<string, Spread>> => {
    const { before, lastYear } = pastPeriods(period);
    const out = new Map<string, Spread>();
    for (const at of [before[0]!, lastYear]) {
      const missing = checks.filter((c) => (out.get(c.id)?.n ?? 0) < c.atLeast);
      if (missing.length === 0) break;
      const rows = await env.house.db.system((tx) => store.divisionFigures(tx, division, at, fields));
      const values = rows.map(decimals);
      for (const c of missing) {
        const spread = spreadOf(peerLogs(c.ratio, values));
        if (spread.n > (out.get(c.id)?.n ?? 0)) out.set(c.id, spread);
      }
    }
    return out;
  };
  const spreads = read();
  map.set(key, { until: now + TEN_MINUTES, spreads });
  spreads.catch(() => map.delete(key));
  return spreads;
}

/** Remarks in the words of people: fields by their names. */
export const inWords = (sheet: Sheet, findings: readonly Finding[]): Finding[] =>
  findings.map((f) => {
    const name = (id: unknown): string => sheet.indicators.get(String(id))?.title.zh ?? String(id);
    const check = sheet.form.checks.find((c) => c.id === f.params?.['check']);
    return {
      ...f,
      params: {
        ...f.params,
        ...(f.params?.['field'] === undefined
          ? {}
          : {
              name: name(f.params['field']),
              unit: sheet.indicators.get(String(f.params['field']))?.unit ?? '',
            }),
        ...(f.params?.['with'] === undefined ? {} : { with: name(f.params['with']) }),
        ...(check?.kind === 'relation'
          ? { says: formulaText(sheet, `${check.left} ${check.is} ${check.right}`) }
          : {}),
        ...(check?.kind === 'balance' ? { parts: check.parts.map(name).join(' + ') } : {}),
        ...(check?.kind === 'peers' ? { says: formulaText(sheet, check.ratio) } : {}),
      },
    };
  });

export const checksOf = (
  sheet: Sheet,
  values: store.Figures,
  past: Omit<Known, 'peers'>,
  peers: ReadonlyMap<string, Spread>,
): Finding[] =>
  inWords(sheet, checkValues(sheet.form, sheet.indicators, decimals(values), { ...past, peers }));

/** Hints over many reports of one subject: for the eyes of who reviews. */
export async function digitHints(tx: Tx, t: Target): Promise<Finding[]> {
  if (!t.sheet.form.checks.some((c) => c.kind === 'lastDigits')) return [];
  const typed = await store.typedFigures(tx, t.place, t.sheet.states.handed);
  return checkDigits(t.sheet.form, (field) =>
    typed.flatMap((v) => (v[field] === undefined ? [] : [v[field]])),
  );
}
