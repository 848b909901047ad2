import { useI18n } from '../../app/i18n.tsx';
import { entryOf, unitOf } from '../schemes/entries.ts';
import type { Asked } from '../schemes/types.ts';
import { declaredFacts, type Application } from './types.ts';

/** A declared fact as a sentence says it. */
export function useFactWords(): (f: Asked, value: unknown, year: number) => string {
  const { t } = useI18n();
  return (f, value, year) => {
    const e = entryOf(f, value, year);
    const one = e['value'] ?? '';
    if (f.type === 'loans')
      return e['principal']
        ? t('fundingPages.loan', {
            principal: e['principal'],
            from: e['from'] ?? '',
            to: e['to'] ?? '',
            rate: e['rate'] ?? '',
            paid: e['paid'] || '—',
          })
        : '—';
    if (one === '') return '—';
    if (f.type === 'flag') return one === 'yes' ? t('schemes.yes') : t('schemes.no');
    if (f.type === 'text') return f.options.find((o) => o.id === one)?.title ?? one;
    if (f.type === 'items')
      return one
        .split('、')
        .map((x) => `${x}万元`)
        .join('、');
    return f.type === 'day' || !/\d$/.test(one) ? one : `${one} ${unitOf(f)}`;
  };
}

/** What an enterprise declared, line by line. */
export function useFactText(): (a: Application) => { id: string; title: string; value: string }[] {
  const { data } = useI18n();
  const words = useFactWords();
  return (a) =>
    declaredFacts(a).map((f) => ({
      id: f.id,
      title: data(f.title),
      value: words(f, a.content.facts[f.id], a.year),
    }));
}
