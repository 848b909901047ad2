import { finding } from '#kernel';
import type { Finding } from '#kernel';

export interface GroupRule {
  /** Groups smaller than this are merged upwards. */
  readonly minimum?: number;
  /** A middle class (中类) of at least this many stands on its own. */
  readonly middleFrom?: number;
}

export interface ComparisonGroup {
  /** 302 (middle class), 30 (major class), C (section), * (everybody left). */
  readonly key: string;
  readonly level: 'middle' | 'major' | 'section' | 'all' | 'given';
  /** In canonical order. */
  readonly ids: string[];
}

/** Section letter of a GB/T 4754-2017 industry (industrial sections B, C, D; others by their own letter or none). */
export function sectionOf(code: string): string {
  const letter = /^[A-T]/.exec(code)?.[0];
  if (letter) return letter;
  const major = Number(code.slice(0, 2));
  if (major >= 6 && major <= 12) return 'B';
  if (major >= 13 && major <= 43) return 'C';
  if (major >= 44 && major <= 46) return 'D';
  return '';
}

/**
 * Who is compared with whom: inside one major class (大类) of GB/T 4754, inside a middle class (中类) where that has at least ten firms;
 * classes with fewer than five firms are merged into their section, and sections with fewer than five into one group. A group that is
 * still too small is kept and named (B221, warning); a unit without a usable code goes to the merged group (B222, warning).
 */
export function groupByIndustry(
  units: readonly { readonly id: string; readonly code?: string | null }[],
  rule: GroupRule = {},
): { groups: ComparisonGroup[]; findings: Finding[] } {
  const minimum = rule.minimum ?? 5;
  const middleFrom = rule.middleFrom ?? 10;
  const findings: Finding[] = [];
  const groups: ComparisonGroup[] = [];
  const put = (map: Map<string, string[]>, key: string, id: string): void => {
    const list = map.get(key);
    if (list) list.push(id);
    else map.set(key, [id]);
  };
  const ordered = [...units].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const codeOf = new Map<string, string>();
  const middle = new Map<string, string[]>();
  const rest: string[] = [];
  for (const unit of ordered) {
    const digits = /^[A-T]?(\d{2,4})$/.exec(unit.code ?? '')?.[1];
    if (!digits) {
      findings.push(finding('B222', 'warning', unit.id, { id: unit.id, code: unit.code ?? '' }));
      rest.push(unit.id);
      continue;
    }
    codeOf.set(unit.id, digits);
    put(middle, digits.slice(0, 3), unit.id);
  }
  const major = new Map<string, string[]>();
  for (const [key, ids] of middle) {
    if (key.length === 3 && ids.length >= middleFrom) groups.push({ key, level: 'middle', ids });
    else for (const id of ids) put(major, key.slice(0, 2), id);
  }
  const section = new Map<string, string[]>();
  for (const [key, ids] of major) {
    if (ids.length >= minimum) groups.push({ key, level: 'major', ids });
    else for (const id of ids) put(section, sectionOf(key), id);
  }
  for (const [key, ids] of section) {
    if (key !== '' && ids.length >= minimum) groups.push({ key, level: 'section', ids });
    else rest.push(...ids);
  }
  if (rest.length > 0) groups.push({ key: '*', level: 'all', ids: rest });
  for (const group of groups) {
    group.ids.sort();
    if (group.ids.length < minimum)
      findings.push(
        finding('B221', 'warning', group.key, { group: group.key, count: group.ids.length, minimum }),
      );
  }
  groups.sort((a, b) => (a.key < b.key ? -1 : 1));
  return { groups, findings };
}
