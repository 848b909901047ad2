import { finding, type Finding } from '#kernel';
import type { AwardEdition, AwardScheme, Panel } from './schema.ts';

/** Every rule of a scheme that says where it comes from, with its place in the file. */
export function basesOf(
  s: AwardScheme,
): { readonly path: string; readonly question?: string | undefined; readonly option?: string | undefined }[] {
  const parts = ['weights', 'experts', 'industries', 'shortlist', 'ties', 'notice'] as const;
  return [
    ...parts.map((k) => ({ path: k, question: s[k].question, option: s[k].option })),
    ...s.vetoes.map((v) => ({ path: `vetoes.${v.kind}`, question: v.question, option: v.option })),
    ...s.editions.flatMap((e) => [
      { path: `editions.${e.id}`, question: e.question, option: e.option },
      ...e.awards.map((a) => ({
        path: `editions.${e.id}.awards.${a.id}`,
        question: a.question,
        option: a.option,
      })),
    ]),
  ];
}

/** The edition in force in a year; of several the one that began last. */
export const editionOf = (s: AwardScheme, year: number): AwardEdition | undefined =>
  s.editions
    .filter((e) => e.years.from <= year && year <= (e.years.to ?? 9999))
    .toSorted((a, b) => b.years.from - a.years.from)[0];

const fall = ({ A, B, C, D, E }: Panel['ratings']): boolean =>
  [A, B, C, D, E].map(Number).every((x, n, all) => n === 0 || x < all[n - 1]!);

/** What is wrong with a panel, by the same codes as a scheme: a criterion named twice (W101), W103, W105. */
export function checkPanel(p: Panel, path: string): Finding[] {
  const findings: Finding[] = [];
  const ids = p.criteria.map((c) => c.id);
  for (const id of new Set(ids.filter((x, n) => ids.indexOf(x) !== n)))
    findings.push(finding('W101', 'error', `${path}#criteria`, { id }));
  if (!fall(p.ratings)) findings.push(finding('W103', 'error', `${path}#ratings`));
  if (p.perCandidate < p.minimum)
    findings.push(
      finding('W105', 'error', `${path}#perCandidate`, { drawn: p.perCandidate, minimum: p.minimum }),
    );
  return findings;
}

/**
 * What is wrong with a scheme, errors W101–W107: an id used twice, weights that do not make up one, ratings that do not fall from A to E, an
 * award that passes over one which gets its places later, fewer experts drawn than must score, two editions in force in one year, a year
 * span that ends before it begins. `path` is where the file stands.
 */
export function checkAwards(s: AwardScheme, path: string): Finding[] {
  const findings: Finding[] = [];
  const say = (code: string, at: string, params: Record<string, string | number>): void =>
    void findings.push(finding(code, 'error', `${path}#${at}`, params));
  const twice = (at: string, ids: readonly string[]): void => {
    for (const id of new Set(ids.filter((x, n) => ids.indexOf(x) !== n))) say('W101', at, { id });
  };
  twice(
    'editions',
    s.editions.map((e) => e.id),
  );
  twice(
    'vetoes',
    s.vetoes.map((v) => v.kind),
  );
  twice(
    'experts.links',
    s.experts.links.map((l) => l.id),
  );
  for (const e of s.editions)
    twice(
      `editions.${e.id}.awards`,
      e.awards.map((a) => a.id),
    );

  // Thousandths: decimals as text, summed without a float's tail.
  const thousandths = (text: string): number => Math.round(Number(text) * 1000);
  const sum = thousandths(s.weights.quantitative) + thousandths(s.weights.qualitative);
  if (sum !== 1000) say('W102', 'weights', { sum: sum / 1000 });
  if (!fall(s.experts.ratings)) say('W103', 'experts.ratings', {});
  if (s.experts.perCandidate < s.experts.minimum)
    say('W105', 'experts.perCandidate', { drawn: s.experts.perCandidate, minimum: s.experts.minimum });
  for (const [n, e] of s.editions.entries()) {
    const at = `editions.${e.id}`;
    for (const [k, a] of e.awards.entries())
      for (const other of a.not)
        if (!e.awards.slice(0, k).some((x) => x.id === other))
          say('W104', `${at}.awards.${a.id}.not`, { award: a.title.zh, other });
    if (e.years.to !== undefined && e.years.to < e.years.from)
      say('W107', `${at}.years`, { from: e.years.from, to: e.years.to });
    for (const o of s.editions.slice(n + 1))
      if (e.years.from <= (o.years.to ?? 9999) && o.years.from <= (e.years.to ?? 9999))
        say('W106', `${at}.years`, { edition: e.title.zh, other: o.title.zh });
  }
  return findings;
}
