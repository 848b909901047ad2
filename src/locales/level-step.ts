/** A correction of a limit, opened: every name replaced by its figure. `80 + 1.1 × (熟料比例 80 − 75) ＝ 85.5`. */
export interface ShownStep {
  readonly applied: boolean;
  readonly expression: string;
  readonly values: readonly { readonly id: string; readonly value: string; readonly unit: string }[];
  readonly after: string | null;
}
/** What a parameter is called, and what its figure means where it stands for a choice; undefined for constants. */
export interface ShownName {
  readonly title: string;
  readonly meaning?: string | undefined;
}
type NameOf = (id: string) => ShownName | undefined;

const signs: Readonly<Record<string, string>> = { '*': '×', '/': '÷', '-': '−' };

/** Figures of those names that are parameters: `海拔高度 1750 米`, `熄焦方式 湿熄焦`. */
export const shownValues = (s: Pick<ShownStep, 'values'>, nameOf: NameOf): string =>
  s.values
    .flatMap((v) => {
      const name = nameOf(v.id);
      const unit = v.unit === '1' ? '' : ` ${v.unit}`;
      return name === undefined ? [] : [`${name.title} ${name.meaning ?? `${v.value}${unit}`}`];
    })
    .join('，');

export function openedStep(s: ShownStep, nameOf: NameOf): string {
  const figures = new Map(s.values.map((v) => [v.id, v.value]));
  const used = new Set<string>();
  const text = s.expression
    .replace(/[a-z][a-z0-9]*(-[a-z0-9]+)*/g, (name) => {
      used.add(name);
      const value = figures.get(name);
      const title = nameOf(name)?.title;
      return value === undefined ? name : title === undefined ? value : `${title} ${value}`;
    })
    .replace(/ ([*/-]) /g, (_, sign: string) => ` ${signs[sign]!} `);
  const aside = shownValues({ values: s.values.filter((v) => !used.has(v.id)) }, nameOf);
  return `${text} ＝ ${s.after ?? '…'}${aside === '' ? '' : `（${aside}）`}`;
}
