/** The forms of the plan in force, with what their fields are and who is asked. */
import { Problem, type Text } from '#kernel';
import type { CompiledPlan, Indicator } from '#engine/plan';
import { fieldsOf, fieldsOfCheck, type Check, type Form } from '#engine/reporting';
import type { Review, ReviewState } from '#engine/review';
import { currentPlan } from '#areas/plans';
import type { Tx } from '#platform/db';
import type { Asked, States } from './store/duties.ts';

/** A form as it is worked with: its plan, its review, its fields. */
export interface Sheet {
  readonly form: Form;
  readonly review: Review;
  readonly plan: CompiledPlan;
  readonly hash: string;
  readonly indicators: ReadonlyMap<string, Indicator>;
  /** Indicator ids in the order of the form. */
  readonly fields: readonly string[];
  readonly states: States & { readonly returned: readonly string[]; readonly waiting: readonly string[] };
}

const withMark = (r: Review, mark: string): string[] =>
  r.states.flatMap((s) => (s.marks.includes(mark) ? [s.id] : []));

const cache = new WeakMap<CompiledPlan, Map<string, Sheet>>();

const build = (plan: CompiledPlan, hash: string, form: Form): Sheet => {
  const review = plan.reviews?.find((r) => r.id === form.review);
  if (!review) throw new Problem('reporting.unknown-form', { params: { form: form.id } });
  return {
    form,
    review,
    plan,
    hash,
    indicators: new Map(plan.indicators.map((i) => [i.id, i])),
    fields: fieldsOf(form).map((f) => f.indicator),
    states: {
      handed: withMark(review, 'handed'),
      passed: withMark(review, 'passed'),
      locked: withMark(review, 'locked'),
      void: withMark(review, 'void'),
      returned: withMark(review, 'returned'),
      waiting: withMark(review, 'waiting'),
    },
  };
};

export async function sheetsOf(tx: Tx, pack: string): Promise<ReadonlyMap<string, Sheet>> {
  const { plan, hash } = await currentPlan(tx, pack);
  const had = cache.get(plan);
  if (had) return had;
  const made = new Map((plan.forms ?? []).map((f) => [f.id, build(plan, hash, f)]));
  cache.set(plan, made);
  return made;
}

/** A form of the pack; for an agency with the fields it answers for. */
export async function sheetOf(tx: Tx, pack: string, id: string, item = ''): Promise<Sheet> {
  const sheet = (await sheetsOf(tx, pack)).get(id);
  if (!sheet) throw new Problem('reporting.unknown-form', { params: { form: id } });
  return sheet.form.fieldsFrom === undefined ? sheet : forAgency(sheet, item);
}

/** Predecessors answer for nothing any more: their successors do. */
function successorOf(plan: CompiledPlan, id: string): string {
  const seen = new Set<string>();
  let at = id;
  for (let a = plan.agencies.find((x) => x.id === at); a?.successor && !seen.has(at);) {
    seen.add(at);
    at = a.successor;
    a = plan.agencies.find((x) => x.id === at);
  }
  return at;
}

const answersFor = (plan: CompiledPlan, agency: string): Indicator[] =>
  plan.indicators.filter(
    (i) =>
      i.level === 'region' &&
      i.basis !== 'parameter' &&
      i.formula === null &&
      i.responsible.some((r) => successorOf(plan, r) === agency),
  );

/** Agencies that have something to report, under the names they bear now. */
export const agenciesAsked = (plan: CompiledPlan): { id: string; name: string }[] =>
  plan.agencies
    .filter((a) => !a.group && a.successor === null && answersFor(plan, a.id).length > 0)
    .map((a) => ({ id: a.id, name: a.name.zh }));

function forAgency(sheet: Sheet, agency: string): Sheet {
  const own = answersFor(sheet.plan, agency);
  if (own.length === 0) return sheet;
  const form: Form = {
    ...sheet.form,
    sections: [
      {
        id: 'responsible',
        title: { zh: '负责的指标', en: 'Indicators you answer for' },
        fields: own.map((i) => ({ indicator: i.id, required: false })),
      },
    ],
  };
  return { ...sheet, form, fields: own.map((i) => i.id) };
}

export const askedOf = (s: Sheet, pack: string, period: string): Asked => ({
  pack,
  form: s.form.id,
  period,
  reporter: s.form.reporter,
  aboveScale: s.form.who.aboveScale,
  agencies: s.form.reporter === 'agency' ? agenciesAsked(s.plan) : [],
  region: s.plan.region,
});

export const stateIn = (s: Sheet, id: string): ReviewState | undefined =>
  s.review.states.find((x) => x.id === id);
export const marksIn = (s: Sheet, state: string): readonly string[] => stateIn(s, state)?.marks ?? [];
export const titleIn = (s: Sheet, state: string): Text => stateIn(s, state)?.title ?? { zh: state };

const signs: Readonly<Record<string, string>> = { '<=': '≤', '>=': '≥', '*': '×', '/': '÷' };
/** A formula or a comparison with the names of the fields and the signs people use. */
export const formulaText = (s: Pick<Sheet, 'indicators'>, formula: string): string =>
  formula
    .replace(/[a-z][a-z0-9]*(-[a-z0-9]+)*/g, (id) => s.indicators.get(id)?.title.zh ?? id)
    .replace(/<=|>=|[*/]/g, (sign) => signs[sign]!);

/** What a check says in signs that need no language. */
function saying(s: Sheet, c: Check): string {
  const name = (id: string): string => s.indicators.get(id)?.title.zh ?? id;
  switch (c.kind) {
    case 'balance':
      return `${name(c.total)} = ${c.parts.map(name).join(' + ')}（±${c.tolerance}）`;
    case 'relation':
      return formulaText(s, `${c.left} ${c.is} ${c.right}`);
    case 'change':
      return `−${c.down}% … +${c.up}%`;
    case 'unitSlip':
      return c.factors.map((f) => `×${f}`).join('、');
    case 'together':
      return `${name(c.of)} ÷ ${name(c.with)}，×${c.factor}`;
    case 'peers':
      return `${formulaText(s, c.ratio)}，|z| > ${c.z}，n ≥ ${c.atLeast}`;
    case 'lastDigits':
      return `n ≥ ${c.atLeast}，p < ${c.level}`;
  }
}

export const formWire = (s: Sheet, pack: string) => ({
  id: s.form.id,
  pack,
  title: s.form.title,
  help: s.form.help,
  clause: s.form.clause ?? null,
  source: s.form.source,
  mark: s.form.mark,
  reporter: s.form.reporter,
  every: s.form.every,
  from: s.form.from,
  who: s.form.who.text,
  workingDays: s.form.due.workingDays,
  sections: s.form.sections.map((x) => ({
    id: x.id,
    title: x.title,
    help: x.help ?? null,
    fields: x.fields.map((f) => {
      const i = s.indicators.get(f.indicator)!;
      return {
        indicator: i.id,
        title: i.title,
        unit: i.unit,
        required: f.required,
        flow: i.basis === 'flow',
        mayBeNegative: i.mayBeNegative,
        help: f.help ?? null,
        source: i.source,
      };
    }),
  })),
  checks: s.form.checks.map((c) => ({
    id: c.id,
    kind: c.kind,
    severity: c.severity,
    fields: fieldsOfCheck(c),
    says: saying(s, c),
  })),
  review: {
    id: s.review.id,
    title: s.review.title,
    states: s.review.states.map((x) => ({ id: x.id, title: x.title, void: x.marks.includes('void') })),
  },
});
