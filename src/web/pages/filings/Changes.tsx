import { Tag } from 'antd';
import { useI18n } from '../../app/i18n.tsx';
import type { Change, Filing, Item } from './types.ts';

const itemNames = [
  'name',
  'indicator',
  'unit',
  'direction',
  'baseline',
  'baselineYear',
  'benchmark',
  'benchmarkKind',
  'benchmarkYear',
  'target',
  'due',
  'weight',
  'mandatory',
  'evidence',
  'owner',
  'project',
] as const;

/** Field by field what was and what is. Codes of choices are said in words. */
export function Changes({ changes, f, label }: { changes: readonly Change[]; f: Filing; label: string }) {
  const { t, data } = useI18n();
  const nameOf = (c: Change): string => {
    const [part, , field, , stage] = c.field.split('.');
    const of = (name: string): string => {
      if (name === 'title') return t('filingPages.measureTitle');
      if (name === 'link') return t('filingPages.linkOf');
      const known = itemNames.find((k) => k === name);
      return known ? t(`filingPages.${known}`) : name;
    };
    if (part === 'leader')
      return c.field === 'leader.kind'
        ? t('filingPages.leaderKind')
        : c.field === 'leader.name'
          ? t('filingPages.leaderName')
          : t('filingPages.leaderNote');
    if (field === 'milestones')
      return stage === undefined
        ? t('filingPages.milestones')
        : t(stage === 'due' ? 'filingPages.milestoneDue' : 'filingPages.milestoneTitle');
    if (field === undefined) return t(part === 'items' ? 'filingPages.itemRow' : 'filingPages.measureRow');
    return of(field);
  };
  const said = (c: Change, text: string): string => {
    const field = c.field.split('.').at(-1);
    if (text === '') return field === 'mandatory' ? t('common.no') : '—';
    if (c.field === 'leader.kind') return t(`filings.leader.${text as 'peer'}`);
    if (c.kind !== 'changed') return text;
    if (field === 'link') return t(`filings.link.${text as 'product'}`);
    if (field === 'direction') return t(`filingPages.direction.${text as Item['direction']}`);
    if (field === 'benchmarkKind') return t(`filings.benchmarkKind.${text as 'pursued'}`);
    if (field === 'mandatory') return t('common.yes');
    const indicator = field === 'indicator' ? f.indicators.find((i) => i.id === text) : undefined;
    return indicator ? data(indicator.title) : text;
  };
  if (changes.length === 0) return <p className="quiet">{t('filingPages.noChanges')}</p>;
  return (
    <ul aria-label={label} style={{ margin: 0, paddingLeft: 20 }}>
      {changes.map((c) => (
        <li key={c.field} style={{ marginBottom: 4, overflowWrap: 'anywhere' }}>
          {c.row && c.kind === 'changed' ? <b>{c.row}　</b> : null}
          {nameOf(c)}{' '}
          {c.kind === 'changed' ? (
            <>
              <del className="quiet">{said(c, c.before)}</del> →{' '}
              <ins style={{ textDecoration: 'none', fontWeight: 600 }}>{said(c, c.after)}</ins>
            </>
          ) : (
            <>
              <Tag>{t(`filingPages.change.${c.kind}`)}</Tag>
              {said(c, c.kind === 'added' ? c.after : c.before)}
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
