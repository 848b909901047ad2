import { finding, parseDay, type Finding } from '#kernel';
import { STAY } from './schema.ts';
import type { Review } from './types.ts';

/** States that can be reached from `start` along `next`, start included. */
function reach(start: readonly string[], next: (state: string) => readonly string[]): Set<string> {
  const seen = new Set(start);
  const open = [...start];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const to of next(at))
      if (!seen.has(to)) {
        seen.add(to);
        open.push(to);
      }
  return seen;
}

/**
 * What is wrong with a definition, errors R101–R112: ids used twice, acts between unknown states, not exactly one beginning, an end with a way
 * out, states nobody reaches, states from which no end is reached, deadlines on a day that is none, on an end, or for somebody who could not
 * keep them, documents nobody defined, a signature that is the only one. `path` is where the definition stands. Reachability on the graph of acts.
 */
export function checkReview(r: Review, path: string): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const [kind, list] of [
    ['states', r.states],
    ['acts', r.acts],
    ['documents', r.documents ?? []],
  ] as const)
    for (const x of list) {
      const key = `${kind}.${x.id}`;
      if (seen.has(key)) findings.push(finding('R101', 'error', `${path}#${key}`, { id: x.id }));
      seen.add(key);
    }
  const states = new Map(r.states.map((s) => [s.id, s]));
  const acts = new Set(r.acts.map((a) => a.id));
  for (const a of r.acts) {
    for (const s of new Set([...a.from, a.to]))
      if (!states.has(s) && s !== STAY)
        findings.push(finding('R102', 'error', `${path}#acts.${a.id}`, { act: a.title.zh, id: s }));
    for (const other of a.differs)
      if (!acts.has(other))
        findings.push(
          finding('R103', 'error', `${path}#acts.${a.id}.differs`, { act: a.title.zh, id: other }),
        );
    for (const d of a.requires.documents)
      if (!r.documents?.some((x) => x.id === d))
        findings.push(
          finding('R111', 'error', `${path}#acts.${a.id}.requires.documents`, { act: a.title.zh, id: d }),
        );
    if (
      a.signs !== undefined &&
      (a.to === STAY ||
        a.from.some(
          (s) =>
            !r.acts.some(
              (b) => b.signs !== undefined && b.signs !== a.signs && b.to === a.to && b.from.includes(s),
            ),
        ))
    )
      findings.push(
        finding('R112', 'error', `${path}#acts.${a.id}.signs`, { act: a.title.zh, party: a.signs }),
      );
    for (const s of a.from)
      // What is only put on record is no way out.
      if (states.get(s)?.final && a.to !== STAY)
        findings.push(
          finding('R106', 'error', `${path}#acts.${a.id}.from`, {
            act: a.title.zh,
            state: states.get(s)!.title.zh,
          }),
        );
  }
  for (const d of r.documents ?? [])
    for (const s of d.from)
      if (!states.has(s))
        findings.push(finding('R102', 'error', `${path}#documents.${d.id}`, { act: d.title.zh, id: s }));
  const initial = r.states.filter((s) => s.initial);
  if (initial.length !== 1)
    findings.push(finding('R104', 'error', `${path}#states`, { count: initial.length }));
  for (const { id, title, final, due } of r.states) {
    if (!due) continue;
    const at = `${path}#states.${id}.due`;
    // 2024 has every day that any year has.
    if (due.day !== undefined && parseDay(`2024-${due.day}`) === undefined)
      findings.push(finding('R108', 'error', at, { state: title.zh, day: due.day }));
    if (final) findings.push(finding('R109', 'error', at, { state: title.zh }));
    else if (
      !r.acts.some(
        (a) =>
          a.from.includes(id) &&
          a.to !== STAY &&
          a.to !== id &&
          a.by.some((b) => b.role === due.who.role && b.level === due.who.level),
      )
    )
      findings.push(finding('R110', 'error', at, { state: title.zh, role: due.who.role }));
  }
  if (findings.length > 0) return findings;

  const forward = reach([initial[0]!.id], (s) => r.acts.flatMap((a) => (a.from.includes(s) ? [a.to] : [])));
  const backward = reach(
    r.states.filter((s) => s.final).map((s) => s.id),
    (s) => r.acts.flatMap((a) => (a.to === s ? a.from : [])),
  );
  for (const s of r.states) {
    const at = `${path}#states.${s.id}`;
    if (!forward.has(s.id)) findings.push(finding('R105', 'error', at, { state: s.title.zh }));
    if (!backward.has(s.id)) findings.push(finding('R107', 'error', at, { state: s.title.zh }));
  }
  return findings;
}
