import { finding, hasErrors, parseUnit, sameDimensions, stripSpace, type Finding, type Unit } from '#kernel';
import { parseExpr, samePeriodDependencies, unitMismatch, unitOf, dependenciesOf } from '#engine/expr';
import { assessmentFile, checkAssessment, questionsOf, type AssessmentScheme } from '#engine/assessment';
import {
  awardFile,
  basesOf,
  checkAwards,
  checkPanel,
  panelFile,
  type AwardScheme,
  type Panel,
} from '#engine/awards';
import { checkForm, formFile, type Form } from '#engine/reporting';
import { checkReview, reviewFile, type Review } from '#engine/review';
import { supervisionFile, type SupervisionRules } from '#engine/supervision';
import {
  commonFile,
  compileRulebook,
  overlapsFile,
  runExamples,
  schemeFile,
  type SchemeFiles,
} from '#engine/rules';
import type { z } from 'zod';
import {
  agenciesFile,
  evaluationFile,
  factsFile,
  indicatorsFile,
  openFile,
  planFile,
  provisionsFile,
  type OpenQuestion,
  type PlanFile,
  type ProvisionEntry,
  type PublishedFact,
  type TargetEntry,
  supportFile,
  type SupportGuide,
} from './schema.ts';
import type { Agency, Clause, CompiledPlan, Indicator, Provision, Span, Target, When } from './types.ts';

/** One file of a pack: its path inside the folder and its value as read. */
export interface PackFile {
  readonly name: string;
  readonly value: unknown;
}

const fileKind = (name: string): keyof typeof forms | undefined => {
  if (name === 'plan.yaml') return 'plan';
  if (name === 'agencies.yaml') return 'agencies';
  if (name === 'open.yaml') return 'open';
  if (name === 'support.yaml') return 'support';
  if (name === 'supervision.yaml') return 'supervision';
  if (name === 'schemes/common.yaml') return 'schemesCommon';
  if (name === 'schemes/overlaps.yaml') return 'schemesOverlaps';
  const folder = name.split('/')[0];
  return folder === 'provisions' ||
    folder === 'indicators' ||
    folder === 'evaluations' ||
    folder === 'reviews' ||
    folder === 'schemes' ||
    folder === 'awards' ||
    folder === 'forms' ||
    folder === 'assessments' ||
    folder === 'panels' ||
    folder === 'facts'
    ? folder
    : undefined;
};
const forms = {
  plan: planFile,
  agencies: agenciesFile,
  open: openFile,
  support: supportFile,
  supervision: supervisionFile,
  provisions: provisionsFile,
  indicators: indicatorsFile,
  evaluations: evaluationFile,
  reviews: reviewFile,
  awards: awardFile,
  forms: formFile,
  assessments: assessmentFile,
  panels: panelFile,
  facts: factsFile,
  schemes: schemeFile,
  schemesCommon: commonFile,
  schemesOverlaps: overlapsFile,
};

/** `0.target.period` of a list of provisions becomes `N054.target.period`: people look for the id, not the position. */
function pathOf(name: string, value: unknown, path: readonly PropertyKey[]): string {
  let at: unknown = value;
  const words: string[] = [];
  for (const key of path) {
    const next: unknown =
      at !== null && typeof at === 'object' ? (at as Record<PropertyKey, unknown>)[key] : undefined;
    const named =
      typeof key === 'number' &&
      next !== null &&
      typeof next === 'object' &&
      typeof (next as { id?: unknown }).id === 'string'
        ? (next as { id: string }).id
        : String(key);
    words.push(named);
    at = next;
  }
  return words.length === 0 ? name : `${name}#${words.join('.')}`;
}

function issueFindings(name: string, value: unknown, error: z.ZodError): Finding[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) =>
        finding('P101', 'error', pathOf(name, value, [...issue.path, key]), { key }),
      );
    const path = pathOf(name, value, issue.path);
    const last = String(issue.path.at(-1) ?? '');
    let at: unknown = value;
    for (const key of issue.path)
      at = at !== null && typeof at === 'object' ? (at as Record<PropertyKey, unknown>)[key] : undefined;
    const absent = at === undefined;
    if (last === 'unit' && absent) return [finding('P103', 'error', path, { unit: '' })];
    if (last === 'period' && path.includes('.target.') && absent) return [finding('P104', 'error', path)];
    if ((last === 'source' || last === 'dated') && path.startsWith('open.yaml') && absent)
      return [finding('P112', 'error', path, { key: last })];
    return [finding('P102', 'error', path, { key: last, reason: issue.message })];
  });
}

interface Parts {
  plan?: PlanFile;
  agencies: Agency[];
  indicators: (Indicator & { path: string })[];
  provisions: (ProvisionEntry & { path: string })[];
  questions: OpenQuestion[];
  evaluations: (Record<string, unknown> & { id: string })[];
  support?: SupportGuide | undefined;
  supervision?: SupervisionRules | undefined;
  reviews: Review[];
  awards: AwardScheme[];
  forms: Form[];
  assessments: AssessmentScheme[];
  panels: Panel[];
  facts: (PublishedFact & { path: string })[];
  rules: { -readonly [K in keyof SchemeFiles]: SchemeFiles[K] };
}

/** Reads the files by their forms; what does not fit becomes findings. */
function readParts(files: readonly PackFile[], findings: Finding[]): Parts {
  const parts: Parts = {
    agencies: [],
    indicators: [],
    provisions: [],
    questions: [],
    evaluations: [],
    reviews: [],
    awards: [],
    forms: [],
    assessments: [],
    panels: [],
    facts: [],
    rules: { common: commonFile.parse({}), overlaps: { groups: [] }, schemes: [] },
  };
  for (const f of files) {
    const kind = fileKind(f.name);
    if (!kind) {
      findings.push(finding('P100', 'error', f.name, { name: f.name }));
      continue;
    }
    const read = <T>(form: z.ZodType<T>): T | undefined => {
      const r = form.safeParse(f.value);
      if (r.success) return r.data;
      findings.push(...issueFindings(f.name, f.value, r.error));
      return undefined;
    };
    switch (kind) {
      case 'plan': {
        const v = read(planFile);
        if (v) parts.plan = v;
        break;
      }
      case 'agencies': {
        const v = read(agenciesFile);
        for (const a of v?.agencies ?? [])
          parts.agencies.push({
            id: a.id,
            name: a.name,
            short: a.short ?? a.name,
            from: a.from ?? null,
            to: a.to ?? null,
            successor: a.successor ?? null,
            group: false,
            source: a.source,
            mark: a.mark,
          });
        for (const g of v?.groups ?? [])
          parts.agencies.push({
            id: g.id,
            name: g.name,
            short: g.short ?? g.name,
            from: null,
            to: null,
            successor: null,
            group: true,
            source: '',
            mark: 'verified',
          });
        break;
      }
      case 'indicators':
        for (const i of read(indicatorsFile)?.indicators ?? [])
          parts.indicators.push({
            id: i.id,
            title: i.title,
            unit: i.unit,
            period: i.period,
            direction: i.direction,
            level: i.level,
            basis: i.basis,
            source: i.source,
            responsible: i.responsible ?? [],
            formula: i.formula ?? null,
            aggregate: i.aggregate ?? null,
            note: i.note ?? null,
            synonyms: i.synonyms ?? [],
            mayBeNegative: i.mayBeNegative ?? false,
            threshold: i.threshold ?? null,
            totals: i.totals ?? null,
            counts: i.counts ?? null,
            family: i.family ?? null,
            levels: i.levels ?? [],
            path: `${f.name}#${i.id}`,
          });
        break;
      case 'provisions':
        for (const p of read(provisionsFile) ?? [])
          parts.provisions.push({ ...p, path: `${f.name}#${p.id}` });
        break;
      case 'open':
        parts.questions.push(...(read(openFile) ?? []));
        break;
      case 'support':
        parts.support = read(supportFile);
        break;
      case 'supervision':
        parts.supervision = read(supervisionFile);
        break;
      case 'evaluations': {
        const v = read(evaluationFile);
        if (v) parts.evaluations.push(v);
        break;
      }
      case 'reviews': {
        const v = read(reviewFile);
        if (v) {
          parts.reviews.push(v);
          findings.push(...checkReview(v, f.name));
        }
        break;
      }
      case 'awards': {
        const v = read(awardFile);
        if (v) {
          parts.awards.push(v);
          findings.push(...checkAwards(v, f.name));
        }
        break;
      }
      case 'forms': {
        const v = read(formFile);
        if (v) parts.forms.push(v);
        break;
      }
      case 'assessments': {
        const v = read(assessmentFile);
        if (v) {
          parts.assessments.push(v);
          findings.push(...checkAssessment(v, f.name));
        }
        break;
      }
      case 'panels': {
        const v = read(panelFile);
        if (v) {
          parts.panels.push(v);
          findings.push(...checkPanel(v, f.name));
        }
        break;
      }
      case 'schemes': {
        const v = read(schemeFile);
        if (v) parts.rules.schemes = [...parts.rules.schemes, v];
        break;
      }
      case 'schemesCommon':
        parts.rules.common = read(commonFile) ?? parts.rules.common;
        break;
      case 'schemesOverlaps':
        parts.rules.overlaps = read(overlapsFile) ?? parts.rules.overlaps;
        break;
      case 'facts':
        for (const [n, x] of (read(factsFile)?.facts ?? []).entries())
          parts.facts.push({ ...x, path: `${f.name}#facts.${n}` });
        break;
    }
  }
  if (!parts.plan && !hasErrors(findings))
    findings.push(finding('P100', 'error', 'plan.yaml', { name: 'plan.yaml' }));
  return parts;
}

/** First of each id wins; the rest are reported. */
function unique<T extends { readonly id: string }>(
  items: readonly T[],
  path: (x: T) => string,
  findings: Finding[],
): Map<string, T> {
  const out = new Map<string, T>();
  for (const x of items) {
    if (out.has(x.id)) findings.push(finding('P107', 'error', path(x), { id: x.id }));
    else out.set(x.id, x);
  }
  return out;
}

/** A span is right when its characters, white space aside, are the quote. */
function checkSpan(text: string, span: Span, quote: string, path: string, findings: Finding[]): void {
  const [s, e] = span;
  const there = s < e && e <= text.length ? stripSpace(text.slice(s, e)) : '';
  if (there !== stripSpace(quote))
    findings.push(
      finding('P106', 'error', path, {
        start: s,
        end: e,
        quote: quote.slice(0, 60),
        there: there.slice(0, 60),
      }),
    );
}

const yearOf = (day: string): number => Number(day.slice(0, 4));

function whenOf(p: TargetEntry['period'], plan: PlanFile): When {
  if (p === 'standing') return { kind: 'standing' };
  if (p === 'horizon') return { kind: 'horizon', year: yearOf(plan.horizon.to) };
  if ('by' in p) return { kind: 'by', year: p.by };
  if ('year' in p) return { kind: 'year', year: p.year };
  if ('within' in p)
    return { kind: 'within', until: `${yearOf(plan.issued) + p.within.years}${plan.issued.slice(4)}` };
  return {
    kind: 'each',
    from: p.from ?? yearOf(plan.horizon.from),
    to: p.to ?? yearOf(plan.horizon.to),
    stated: p.to !== undefined,
  };
}

type ClauseEntry = PlanFile['clauses'][number];

/** From the heading to the next clause that does not stand under it, without the white space before that. */
function bodyOf(c: ClauseEntry, all: readonly ClauseEntry[], sourceText: string): Span {
  const parents = new Map(all.map((x) => [x.id, x.parent]));
  const under = (id: string | undefined): boolean => {
    const seen = new Set<string>();
    for (let at = id; at !== undefined && !seen.has(at); at = parents.get(at)) {
      if (at === c.id) return true;
      seen.add(at);
    }
    return false;
  };
  const next = all
    .filter((x) => x.span[0] > c.span[0] && !under(x.id))
    .reduce((least, x) => Math.min(least, x.span[0]), sourceText.length);
  return [c.span[0], c.span[0] + sourceText.slice(c.span[0], next).trimEnd().length];
}

/** Formulas: they parse, know their names, come out in the unit they claim and do not run in a circle. */
function checkFormulas(
  indicators: ReadonlyMap<string, Indicator & { path: string }>,
  findings: Finding[],
): void {
  const units = new Map<string, Unit>();
  for (const i of indicators.values()) {
    const u = parseUnit(i.unit);
    if (u) units.set(i.id, u);
    else findings.push(finding('P103', 'error', `${i.path}.unit`, { unit: i.unit }));
  }
  const edges = new Map<string, string[]>();
  const written = [...indicators.values()].flatMap((i) =>
    (['formula', 'totals'] as const).flatMap((key) => {
      const formula = i[key];
      return formula === null ? [] : [{ i, key, formula }];
    }),
  );
  for (const { i, key, formula } of written) {
    const path = `${i.path}.${key}`;
    const { expr, error } = parseExpr(formula);
    if (!expr) {
      findings.push(
        finding('P109', 'error', path, {
          formula,
          at: error.at + 1,
          reason: error.reason,
          text: error.text,
        }),
      );
      continue;
    }
    // Totals are of enterprises: their figures are the only ones that are added up.
    const unknown = dependenciesOf(expr).filter(
      (d) => !indicators.has(d) || (key === 'totals' && indicators.get(d)!.level !== 'enterprise'),
    );
    const what = key === 'totals' ? '企业指标' : '指标';
    for (const d of unknown) findings.push(finding('P108', 'error', path, { what, id: d }));
    if (unknown.length > 0) continue;
    if (key === 'formula') edges.set(i.id, samePeriodDependencies(expr));
    const declared = units.get(i.id);
    if (!declared) continue;
    const r = unitOf(expr, (d) => units.get(d));
    if (!r.unit) {
      findings.push(
        finding('P110', 'error', path, {
          formula,
          left: r.fault.left,
          right: r.fault.right,
          declared: i.unit,
        }),
      );
      continue;
    }
    const plain =
      Object.keys(declared.dimensions).length === 0 && Object.keys(r.unit.dimensions).length === 0;
    if (!plain && unitMismatch(r.unit, declared))
      findings.push(
        finding('P110', 'error', path, {
          formula,
          left: r.unit.symbol,
          right: '',
          declared: i.unit,
        }),
      );
  }
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string, trail: readonly string[]): void => {
    if (state.get(id) === 'done') return;
    if (state.get(id) === 'open') {
      findings.push(
        finding('P111', 'error', `${indicators.get(id)!.path}.formula`, {
          circle: [...trail.slice(trail.indexOf(id)), id].join(' → '),
        }),
      );
      return;
    }
    state.set(id, 'open');
    for (const d of edges.get(id) ?? []) visit(d, [...trail, id]);
    state.set(id, 'done');
  };
  for (const id of edges.keys()) visit(id, []);
}

/**
 * Compiles a pack: every file by its form, every name resolved, every quote found at its span. The plan comes out only when there is no error.
 * `files` are the YAML files as values (name inside the pack), `sourceText` the document as decoded text. Errors P100–P119.
 */
export function compilePlan(
  files: readonly PackFile[],
  sourceText: string,
): { readonly plan?: CompiledPlan; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const parts = readParts(files, findings);
  const head = parts.plan;
  if (!head) return { findings };

  const agencies = unique(parts.agencies, (a) => `agencies.yaml#${a.id}`, findings);
  const clauseIds = unique(head.clauses, (c) => `plan.yaml#clauses.${c.id}`, findings);
  const indicators = unique(parts.indicators, (i) => i.path, findings);
  const provisionIds = unique(parts.provisions, (p) => p.path, findings);
  const questions = unique(parts.questions, (q) => `open.yaml#${q.id}`, findings);
  unique(parts.evaluations, (e) => `evaluations/${e.id}`, findings);
  unique(parts.reviews, (r) => `reviews/${r.id}`, findings);
  unique(parts.awards, (a) => `awards/${a.id}`, findings);
  unique(parts.forms, (f) => `forms/${f.id}`, findings);
  unique(parts.assessments, (a) => `assessments/${a.id}`, findings);
  unique(parts.panels, (p) => `panels/${p.id}`, findings);

  const known = (
    what: string,
    map: ReadonlyMap<string, unknown>,
    id: string | null | undefined,
    path: string,
  ): void => {
    if (id !== null && id !== undefined && !map.has(id))
      findings.push(finding('P108', 'error', path, { what, id }));
  };
  for (const s of parts.support?.support ?? [])
    known('条款', provisionIds, s.provision, `support.yaml#${s.provision}`);
  for (const g of parts.support?.gaps ?? [])
    known('指标', indicators, g.indicator, `support.yaml#${g.indicator}`);
  known('单位', agencies, parts.supervision?.ledger.places.group, 'supervision.yaml#ledger.places.group');
  for (const r of parts.reviews) known('章节', clauseIds, r.clause, `reviews/${r.id}.clause`);
  const reviewIds = new Map(parts.reviews.map((r) => [r.id, r]));
  for (const p of parts.panels) {
    const path = `panels/${p.id}.yaml`;
    for (const r of p.reviews) known('办理流程', reviewIds, r, `${path}#reviews`);
    known('未定事项', questions, p.question, `${path}#question`);
  }
  for (const a of parts.awards) {
    const path = `awards/${a.id}.yaml`;
    known('章节', clauseIds, a.clause, `${path}#clause`);
    known('办理流程', reviewIds, a.review, `${path}#review`);
    for (const b of basesOf(a)) {
      known('未定事项', questions, b.question, `${path}#${b.path}.question`);
      const options = new Map(questions.get(b.question ?? '')?.options.map((o) => [o.id, o]));
      if (questions.has(b.question ?? '')) known('口径', options, b.option, `${path}#${b.path}.option`);
    }
  }
  for (const f of parts.forms) {
    const path = `forms/${f.id}.yaml`;
    known('章节', clauseIds, f.clause, `${path}#clause`);
    known('办理流程', reviewIds, f.review, `${path}#review`);
    for (const section of f.sections)
      for (const x of section.fields) known('指标', indicators, x.indicator, `${path}#${x.indicator}`);
    findings.push(...checkForm(f, indicators, path));
  }
  for (const a of parts.assessments) {
    const path = `assessments/${a.id}.yaml`;
    known('章节', clauseIds, a.clause, `${path}#clause`);
    known('办理流程', reviewIds, a.review, `${path}#review`);
    for (const g of a.groups) {
      for (const m of g.members ?? []) known('单位', agencies, m, `${path}#groups.${g.id}.members`);
      for (const i of g.items)
        known('指标', indicators, i.indicator, `${path}#groups.${g.id}.${i.id}.indicator`);
    }
    for (const q of questionsOf(a)) known('未定事项', questions, q.question, `${path}#${q.path}.question`);
  }
  for (const a of agencies.values()) known('单位', agencies, a.successor, `agencies.yaml#${a.id}.successor`);

  const clauses: Clause[] = head.clauses.map((c) => {
    const path = `plan.yaml#clauses.${c.id}`;
    known('章节', clauseIds, c.parent, `${path}.parent`);
    for (const a of [...(c.lead ?? []), ...(c.cooperate ?? [])]) known('单位', agencies, a, path);
    checkSpan(sourceText, c.span, c.quote, `${path}.span`, findings);
    if (c.responsibility)
      checkSpan(
        sourceText,
        c.responsibility.span,
        c.responsibility.quote,
        `${path}.responsibility`,
        findings,
      );
    const body = c.body ?? bodyOf(c, head.clauses, sourceText);
    if (!(body[0] <= c.span[0] && c.span[1] <= body[1] && body[1] <= sourceText.length))
      findings.push(finding('P114', 'error', `${path}.body`, { id: c.id, clause: c.id }));
    return {
      id: c.id,
      label: c.label ?? c.id,
      title: c.title,
      parent: c.parent ?? null,
      quote: c.quote,
      span: c.span,
      body,
      lead: c.lead ?? [],
      cooperate: c.cooperate ?? [],
      responsibility: c.responsibility ?? null,
    };
  });
  const clauseOf = new Map(clauses.map((c) => [c.id, c]));

  checkFormulas(indicators, findings);
  for (const i of indicators.values()) {
    for (const a of i.responsible) known('单位', agencies, a, `${i.path}.responsible`);
    known('指标', indicators, i.family, `${i.path}.family`);
    known('指标', indicators, i.threshold?.indicator, `${i.path}.threshold`);
  }

  const targetOf = (t: TargetEntry, indicator: Indicator | undefined, path: string): Target => {
    const unit = t.unit ?? indicator?.unit ?? '';
    const own = parseUnit(unit);
    if (!own) findings.push(finding('P103', 'error', `${path}.unit`, { unit }));
    const base = indicator && parseUnit(indicator.unit);
    if (own && base && !sameDimensions(own, base))
      findings.push(
        finding('P113', 'error', `${path}.unit`, {
          unit,
          indicator: indicator.title.zh,
          expected: indicator.unit,
        }),
      );
    const wrong =
      (t.value !== undefined && t.comparator === undefined && 'comparator') ||
      (t.comparator === 'range' &&
        (t.valueTo === undefined || Number(t.valueTo) < Number(t.value)) &&
        'valueTo') ||
      (t.comparator !== 'range' && t.valueTo !== undefined && 'valueTo');
    if (wrong) findings.push(finding('P115', 'error', `${path}.${wrong}`, { key: wrong }));
    known('指标', indicators, t.reference?.indicator, `${path}.reference`);
    return {
      comparator: t.comparator ?? null,
      value: t.value ?? null,
      valueTo: t.valueTo ?? null,
      unit,
      when: whenOf(t.period, head),
      scope: t.scope ?? null,
      reference: t.reference
        ? {
            title: { zh: t.reference.zh, ...(t.reference.en === undefined ? {} : { en: t.reference.en }) },
            indicator: t.reference.indicator ?? null,
          }
        : null,
      direction: t.direction ?? null,
    };
  };

  const provisions: Provision[] = [...provisionIds.values()].map((p) => {
    known('章节', clauseIds, p.clause, `${p.path}.clause`);
    known('指标', indicators, p.indicator, `${p.path}.indicator`);
    for (const q of p.open ?? []) known('未定事项', questions, q, `${p.path}.open`);
    for (const a of [...(p.lead ?? []), ...(p.cooperate ?? [])]) known('单位', agencies, a, p.path);
    checkSpan(sourceText, p.span, p.quote, `${p.path}.span`, findings);
    const clause = clauseOf.get(p.clause);
    if (clause && !(clause.body[0] <= p.span[0] && p.span[1] <= clause.body[1]))
      findings.push(finding('P114', 'error', `${p.path}.span`, { id: p.id, clause: p.clause }));
    const lead = p.lead ?? clause?.lead ?? [];
    const cooperate = p.cooperate ?? clause?.cooperate ?? [];
    if (p.kind === 'duty' && lead.length === 0 && cooperate.length === 0)
      findings.push(finding('P105', 'error', `${p.path}.lead`, { id: p.id, text: p.text.zh }));
    if (p.target && p.indicator === undefined)
      findings.push(finding('P115', 'error', `${p.path}.indicator`, { key: 'indicator' }));
    return {
      id: p.id,
      clause: p.clause,
      kind: p.kind,
      class: p.class,
      text: p.text,
      quote: p.quote,
      span: p.span,
      indicator: p.indicator ?? null,
      target: p.target ? targetOf(p.target, indicators.get(p.indicator ?? ''), `${p.path}.target`) : null,
      due: p.due?.by ?? null,
      lead,
      cooperate,
      params: p.params ?? null,
      open: p.open ?? [],
      durationYears: p.duration?.years ?? null,
    };
  });

  for (const q of questions.values()) {
    const path = `open.yaml#${q.id}`;
    for (const id of q.provisions) {
      known('条款', provisionIds, id, `${path}.provisions`);
      const p = provisionIds.get(id);
      if (p && !(p.open ?? []).includes(q.id))
        findings.push(finding('P116', 'error', path, { id: q.id, provision: id }));
    }
    for (const p of provisionIds.values())
      if ((p.open ?? []).includes(q.id) && !q.provisions.includes(p.id))
        findings.push(finding('P116', 'error', path, { id: q.id, provision: p.id }));
    if (q.options.filter((o) => o.default).length > 1)
      findings.push(finding('P117', 'error', path, { id: q.id }));
    unique(q.options, (o) => `${path}.options.${o.id}`, findings);
  }

  for (const f of parts.facts) {
    known('指标', indicators, f.indicator, `${f.path}.indicator`);
    const i = indicators.get(f.indicator);
    const [a, b] = [parseUnit(f.unit), i && parseUnit(i.unit)];
    if (!a) findings.push(finding('P103', 'error', `${f.path}.unit`, { unit: f.unit }));
    else if (i && b && !sameDimensions(a, b))
      findings.push(
        finding('P113', 'error', `${f.path}.unit`, { unit: f.unit, indicator: i.title.zh, expected: i.unit }),
      );
  }

  if (parts.rules.schemes.length > 0) {
    const words = {
      number: head.number,
      questions: parts.questions,
      passages: new Map(provisions.map((p) => [p.id, p])),
    };
    const found = compileRulebook(parts.rules, words).findings;
    findings.push(...found, ...(hasErrors(found) ? [] : runExamples(parts.rules, words).findings));
  }

  if (hasErrors(findings)) return { findings };
  return {
    plan: {
      id: head.id,
      title: head.title,
      number: head.number,
      issued: head.issued,
      horizon: head.horizon,
      region: head.region,
      source: head.source,
      clauses,
      agencies: [...agencies.values()],
      indicators: [...indicators.values()].map(({ path: _, ...i }) => i),
      provisions: provisions.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
      questions: [...questions.values()],
      evaluations: parts.evaluations,
      ...(parts.support ? { support: parts.support } : {}),
      ...(parts.supervision ? { supervision: parts.supervision } : {}),
      ...(parts.reviews.length > 0 ? { reviews: parts.reviews } : {}),
      ...(parts.rules.schemes.length > 0 ? { rules: parts.rules } : {}),
      ...(parts.awards.length > 0 ? { awards: parts.awards } : {}),
      ...(parts.forms.length > 0 ? { forms: parts.forms } : {}),
      ...(parts.assessments.length > 0 ? { assessments: parts.assessments } : {}),
      ...(parts.panels.length > 0 ? { panels: parts.panels } : {}),
      facts: parts.facts.map(({ path: _, ...f }) => f),
    },
    findings,
  };
}
