import { Drawer } from 'antd';
import { Link } from 'react-router';
import { explanationLines } from '#locales';
import { useI18n } from '../../app/i18n.tsx';
import { formatTime } from '../../parts/format.ts';
import { passagesOf } from '../schemes/Explanation.tsx';
import { Quoted } from '../schemes/Words.tsx';
import { evaluationOf, type Calculation } from './types.ts';

/** An amount of an application read out, step by step, down to the words of the document. */
export function Reckoning({
  evaluation,
  title,
  onClose,
}: {
  evaluation: Calculation['evaluation'];
  title: string;
  onClose: () => void;
}) {
  const { t, locale } = useI18n();
  const e = evaluationOf(evaluation);
  const lines = explanationLines(locale, { ...e, known: formatTime(e.known), choices: {} });
  const end = lines.indexOf(t('rules.passages'));
  return (
    <Drawer open onClose={onClose} title={title} size={Math.min(720, window.innerWidth)}>
      {(end < 0 ? lines : lines.slice(0, end)).map((line, i) => (
        <div
          // Lines are a page of text: they have no other identity than their place.
          // eslint-disable-next-line react/no-array-index-key
          key={i}
          style={{ paddingLeft: (line.length - line.trimStart().length) * 8, minHeight: 8, lineHeight: 1.8 }}
        >
          {line.trim()}
        </div>
      ))}
      <h3>{t('schemes.basis')}</h3>
      {passagesOf(e).map((p, i) => (
        <div key={`${p.document} ${p.clause} ${p.quote}`}>
          <span className="num quiet">[{i + 1}]</span>
          <Quoted p={p} retold={p.provisions.length === 0} />
        </div>
      ))}
      <Link to={`/policies/${e.scheme}?asOf=${e.asOf}`} style={{ textDecoration: 'underline' }}>
        {t('schemes.toScheme')}
      </Link>
    </Drawer>
  );
}
