import { addDecimal, compareDecimal, decimal, finding, formatDecimal, type Finding } from '#kernel';
import type { AssessmentScheme } from './schema.ts';

/**
 * What is wrong with a scheme, errors Y101–Y106: an id used twice, points of a group that do not make up 100, an item that is neither measured nor
 * spread where it must be, a veto whose grade is none, grades whose lines do not fall, a floor above the most. `path` is where the file stands.
 */
export function checkAssessment(s: AssessmentScheme, path: string): Finding[] {
  const findings: Finding[] = [];
  const say = (code: string, at: string, params: Record<string, string | number> = {}): void =>
    void findings.push(finding(code, 'error', `${path}#${at}`, params));
  const twice = (at: string, ids: readonly string[]): void => {
    for (const id of new Set(ids.filter((x, n) => ids.indexOf(x) !== n))) say('Y101', at, { id });
  };
  twice(
    'groups',
    s.groups.map((g) => g.id),
  );
  twice(
    'marks',
    [...s.bonus.items, ...s.deductions, ...s.vetoes].map((x) => x.id),
  );
  twice(
    'grades',
    s.grades.map((g) => g.id),
  );
  for (const g of s.groups) {
    const at = `groups.${g.id}`;
    twice(
      at,
      g.items.map((i) => i.id),
    );
    const sum = g.items.reduce((total, i) => addDecimal(total, decimal(i.points)), decimal('0'));
    if (compareDecimal(sum, decimal('100')) !== 0) say('Y102', at, { sum: formatDecimal(sum) });
    if (g.of === 'agency' && !g.members?.length) say('Y103', `${at}.members`);
    for (const i of g.items)
      if (i.spread !== undefined && (g.of !== 'agency' || i.kind === 'qualitative'))
        say('Y103', `${at}.${i.id}`);
  }
  const grades = new Set(s.grades.map((g) => g.id));
  for (const v of s.vetoes) if (!grades.has(v.grade)) say('Y104', `vetoes.${v.id}`, { grade: v.grade });
  const lines = s.grades.flatMap((g) => (g.atLeast === undefined ? [] : [decimal(g.atLeast)]));
  if (lines.some((x, n) => n > 0 && compareDecimal(x, lines[n - 1]!) >= 0)) say('Y105', 'grades');
  const last = s.grades.at(-1)!;
  if (last.atLeast !== undefined || last.quota !== undefined) say('Y105', `grades.${last.id}`);
  const { floor, most } = s.rules.quantitative;
  if (compareDecimal(decimal(floor), decimal(most)) > 0) say('Y106', 'rules.quantitative');
  return findings;
}

/** Every rule that names an open question, with its place. */
export const questionsOf = (s: AssessmentScheme): { path: string; question: string }[] =>
  [
    { path: 'assessment', question: s.question },
    { path: 'rules.quantitative', question: s.rules.quantitative.question },
    { path: 'rules.binding', question: s.rules.binding.question },
    { path: 'rules.qualitative', question: s.rules.qualitative.question },
    { path: 'rules.forceMajeure', question: s.rules.forceMajeure?.question },
    { path: 'bonus', question: s.bonus.question },
    { path: 'appeals', question: s.appeals.question },
    ...s.groups.flatMap((g) => [
      { path: `groups.${g.id}`, question: g.question },
      ...g.items.map((i) => ({ path: `groups.${g.id}.${i.id}`, question: i.question })),
    ]),
    ...s.grades.map((g) => ({ path: `grades.${g.id}`, question: g.question })),
  ].flatMap(({ path, question }) => (question === undefined ? [] : [{ path, question }]));
