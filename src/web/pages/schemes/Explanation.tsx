import { Drawer } from 'antd';
import { Link } from 'react-router';
import { explanationLines } from '#locales';
import { useI18n } from '../../app/i18n.tsx';
import type { Evaluation, Fact, Item, Mine, Passage } from './types.ts';
import { Quoted } from './Words.tsx';

/** Passages of a tree in the order in which its sentences number them. */
export function passagesOf(e: Evaluation): Passage[] {
  const out = new Map<string, Passage>();
  const walk = (n: Evaluation['trace']): void => {
    if (n.passage) {
      const key = `${n.passage.document} ${n.passage.clause} ${n.passage.quote}`;
      if (!out.has(key)) out.set(key, n.passage);
    }
    for (const c of n.of ?? []) walk(c);
  };
  walk(e.trace);
  return [...out.values()];
}

/** An amount read out: the rule in words, step by step, the passages, the data with their source. */
export function Explanation({
  item,
  facts,
  planNumber,
  choices,
  onClose,
}: {
  item: Item;
  facts: readonly Fact[];
  planNumber: string;
  choices: Mine['choices'];
  onClose: () => void;
}) {
  const { t, data, locale } = useI18n();
  const e = item.evaluation;
  const lines = explanationLines(locale, { ...e, choices: {} });
  const answers = choices.filter((c) => c.id in e.choices);
  const end = lines.indexOf(t('rules.passages'));
  return (
    <Drawer
      open
      onClose={onClose}
      title={`${e.title} · ${t('schemes.explanation')}`}
      size={Math.min(720, window.innerWidth)}
    >
      <div>
        {(end < 0 ? lines : lines.slice(0, end)).map((line, i) => {
          const depth = line.length - line.trimStart().length;
          return (
            // Lines are a page of text: they have no other identity than their place.
            // eslint-disable-next-line react/no-array-index-key
            <div key={i} style={{ paddingLeft: depth * 8, minHeight: 8, lineHeight: 1.8 }}>
              {line.trim()}
            </div>
          );
        })}
      </div>
      {answers.length > 0 ? (
        <>
          <h3>{t('schemes.questions')}</h3>
          <ul style={{ paddingLeft: 18 }}>
            {answers.map((c) => (
              <li key={c.id}>
                <Link to={`/plan/open#${c.id}`} style={{ textDecoration: 'underline' }}>
                  {data(c.question)}
                </Link>{' '}
                {t('schemes.chosen', { option: data(c.option) })}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <h3>{t('schemes.basis')}</h3>
      {passagesOf(e).map((p, i) => (
        <div key={`${p.document} ${p.clause} ${p.quote}`}>
          <span className="num quiet">[{i + 1}]</span>
          <Quoted p={p} retold={p.provisions.length === 0 || p.document !== planNumber} />
        </div>
      ))}
      <h3>{t('schemes.factsUsed')}</h3>
      <ul style={{ paddingLeft: 18 }}>
        {facts
          .filter((f) => item.facts.includes(f.id))
          .map((f) => (
            <li key={f.id}>
              {data(f.title)}：
              <span className="quiet">
                {f.from === 'register' && f.source
                  ? t('schemes.fromRegister', { source: data(f.source) })
                  : f.from === 'declared'
                    ? t('schemes.fromDeclared')
                    : t('schemes.fromNone')}
              </span>
            </li>
          ))}
      </ul>
      <Link to={`/policies/${e.scheme}?asOf=${e.asOf}`} style={{ textDecoration: 'underline' }}>
        {t('schemes.toScheme')}
      </Link>
    </Drawer>
  );
}
