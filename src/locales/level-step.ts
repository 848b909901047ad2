/** A correction of a limit, opened: every name replaced by its figure. `80 + 1.1 × (熟料比例 80 − 75) ＝ 85.5`. */
export interface ShownStep {
  readonly applied: boolean;
  readonly expression: string;
  readonly values: readonly { readonly id: string; readonly value: string; readonly unit: string }[];
  readonly after: string | null;
}

const signs: Readonly<Record<string, string>> = { '*': '×', '/': '÷', '-': '−' };

/** Figures by name, for those of the step that are parameters: `海拔高度 1750 米`. */
export const shownValues = (s: ShownStep, titleOf: (id: string) => string | undefined): string =>
  s.values
    .flatMap((v) => {
      const title = titleOf(v.id);
      return title === undefined ? [] : [`${title} ${v.value}${v.unit === '1' ? '' : ` ${v.unit}`}`];
    })
    .join('，');

export function openedStep(s: ShownStep, titleOf: (id: string) => string | undefined): string {
  const figures = new Map(s.values.map((v) => [v.id, v.value]));
  const used = new Set<string>();
  const text = s.expression
    .replace(/[a-z][a-z0-9]*(-[a-z0-9]+)*/g, (name) => {
      used.add(name);
      const value = figures.get(name);
      const title = titleOf(name);
      return value === undefined ? name : title === undefined ? value : `${title} ${value}`;
    })
    .replace(/ ([*/-]) /g, (_, sign: string) => ` ${signs[sign]!} `);
  const aside = shownValues({ ...s, values: s.values.filter((v) => !used.has(v.id)) }, titleOf);
  return `${text} ＝ ${s.after ?? '…'}${aside === '' ? '' : `（${aside}）`}`;
}
