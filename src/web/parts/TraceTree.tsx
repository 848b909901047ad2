import { lookUp } from '#locales';
import { useI18n } from '../app/i18n.tsx';

const isLeaf = (v: unknown): v is string | number | boolean | null => v === null || typeof v !== 'object';

const short = (v: string | number | boolean | null): string => {
  if (v === null) return '—';
  if (typeof v === 'number') return Number.isInteger(v) ? String(v) : String(Number(v.toPrecision(8)));
  return String(v);
};

/** How a number came about, as the engine traced it: names and values, nested as the calculation is. */
export function TraceTree({ value, depth = 0 }: { value: unknown; depth?: number }) {
  const { data, t, locale } = useI18n();
  if (value === undefined || value === null) return <span className="quiet">{t('common.none')}</span>;
  if (isLeaf(value)) return <span className="num">{short(value)}</span>;
  if (typeof value === 'object' && 'zh' in value)
    return <span>{data(value as { zh: string; en?: string })}</span>;
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((v, i) => [String(i + 1), v])
    : Object.entries(value);
  return (
    <ul className="trace" style={{ paddingLeft: depth === 0 ? 0 : 16 }}>
      {entries
        .filter(([, v]) => v !== undefined)
        .map(([k, v]) => (
          <li key={k}>
            <span className="trace-name">{`${lookUp(locale, 'trace', k) ?? k}：`}</span>
            {isLeaf(v) ? <span className="num">{short(v)}</span> : <TraceTree value={v} depth={depth + 1} />}
          </li>
        ))}
    </ul>
  );
}
