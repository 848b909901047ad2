import { Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { lookUp, type Locale } from '#locales';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { formatTime } from '../../parts/format.ts';
import { Loaded } from '../../parts/Loaded.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Term } from './Words.tsx';

type History = Awaited<ReturnType<typeof api.schemes.history>>;
type Change = History['versions'][number]['changes'][number];

/** A value as the file has it, in words: marks and formulas by name, a condition as a sentence, other parts as their members. */
function readable(locale: Locale, c: Change, facts: string, value: string): string {
  const named =
    c.key === 'mechanism'
      ? lookUp(locale, 'schemes', `mechanism.${value === '' ? 'none' : value}`)
      : c.key === 'mark'
        ? lookUp(locale, 'schemes', `mark.${value}`)
        : c.key === 'payee'
          ? lookUp(locale, 'schemes', `payee.${value}`)
          : undefined;
  if (named !== undefined) return named;
  if (!/^[[{]/.test(value)) return value;
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return value;
  }
  const say = (x: unknown): string => {
    if (Array.isArray(x)) return x.map(say).join('、');
    if (x === null || typeof x !== 'object') return String(x);
    const o = x as Record<string, unknown>;
    if (typeof o['title'] === 'string') return o['title'];
    if (typeof o['quote'] === 'string')
      return `“${o['quote']}” ${[o['document'], o['clause']].filter((w) => typeof w === 'string' && w !== '').join(' ')}`;
    if (typeof o['comparator'] === 'string')
      return `${facts} ${o['comparator']} ${say(o['value'] ?? o['values'] ?? '')}`;
    return Object.entries(o)
      .filter(([k]) => k !== 'id')
      .map(
        ([k, v]) =>
          `${keyName(locale, k)} ${k === 'mechanism' ? (lookUp(locale, 'schemes', `mechanism.${String(v)}`) ?? String(v)) : say(v)}`,
      )
      .join('，');
  };
  return say(parsed);
}
const keyName = (locale: Locale, key: string): string =>
  lookUp(locale, 'schemes', `differ.${key}`) ?? lookUp(locale, 'sandbox', `key.${key}`) ?? key;

function Changes({ list }: { list: readonly Change[] }) {
  const { t, data, locale } = useI18n();
  return (
    <ul style={{ margin: 0, paddingLeft: 18 }}>
      {list.map((c) => {
        const facts = c.facts.map(data).join('、');
        const say = (v: string): string => readable(locale, c, facts, v);
        const about = [
          c.version !== null && c.part !== 'version' ? c.version : '',
          facts,
          keyName(locale, c.key),
        ].filter((x) => x !== '');
        return (
          <li
            key={`${c.part} ${c.version} ${c.path} ${c.before} ${c.after}`}
            style={{ overflowWrap: 'anywhere' }}
          >
            <Tag>{t(`schemes.part.${c.part}`)}</Tag>
            {about.join(' · ')}：
            {c.before === null ? (
              <>
                {t('schemes.changeAdded')} <ins>{say(c.after ?? '')}</ins>
              </>
            ) : c.after === null ? (
              <>
                {t('schemes.changeRemoved')} <del>{say(c.before)}</del>
              </>
            ) : (
              <>
                <del>{say(c.before)}</del> {t('schemes.changeTo')} <ins>{say(c.after)}</ins>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Told({ h }: { h: History }) {
  const { t, data } = useI18n();
  return (
    <div className="page">
      <PageHead
        title={`${data(h.title)} · ${t('schemes.versionsTitle')}`}
        hint={t('schemes.versionsHint')}
        extra={<Link to={`/policies/${h.id}`}>{t('schemes.toScheme')}</Link>}
      />
      <section className="panel">
        <h2>{t('schemes.ruleTimes')}</h2>
        {h.versions.map((v, i) => (
          <article key={v.id} style={{ marginTop: i === 0 ? 0 : 16 }}>
            <h3 style={{ margin: '0 0 4px' }}>
              <Term v={v} /> <Tag>{t(`schemes.mark.${v.mark}`)}</Tag>
            </h3>
            <p className="quiet small" style={{ margin: '0 0 6px' }}>
              {v.number} {v.clause} · {v.source}
            </p>
            {i === 0 ? (
              <p style={{ margin: 0 }}>{t('schemes.firstTime')}</p>
            ) : v.changes.length === 0 ? (
              <p style={{ margin: 0 }}>{t('schemes.sameAsBefore')}</p>
            ) : (
              <Changes list={v.changes} />
            )}
          </article>
        ))}
      </section>
      <section className="panel">
        <h2>{t('schemes.publications')}</h2>
        {h.publications.map((p) => (
          <article key={p.hash} style={{ marginBottom: 12 }}>
            <h3 style={{ margin: '0 0 4px' }} className="num">
              {formatTime(p.publishedAt)}{' '}
              <span className="quiet mono">
                {t('schemes.publicationHash', { hash: p.hash.slice(0, 12) })}
              </span>
            </h3>
            {p.first ? (
              <p style={{ margin: 0 }}>{t('schemes.publicationFirst')}</p>
            ) : (
              <Changes list={p.changes} />
            )}
          </article>
        ))}
        {h.unchanged > 0 ? (
          <p className="quiet">{t('schemes.publicationUnchanged', { n: h.unchanged })}</p>
        ) : null}
      </section>
      <section className="panel">
        <h2>{t('schemes.decisions')}</h2>
        {h.decisions.length === 0 ? <p className="quiet">{t('schemes.decisionsNone')}</p> : null}
        <ul style={{ margin: 0, paddingLeft: 18 }}>
          {h.decisions.map((d) => (
            <li key={`${d.id} ${d.day} ${d.by}`}>
              <Link to={`/plan/open#${d.id}`} style={{ textDecoration: 'underline' }}>
                {data(d.question)}
              </Link>{' '}
              <span className="num">
                {t('schemes.decidedOn', { day: d.day, by: d.by, option: data(d.option) })}
              </span>
              {d.reason === '' ? null : <span className="quiet"> {d.reason}</span>}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

/** 规则版本与差异 of one scheme, for everybody. */
export default function Versions() {
  const { scheme } = useParams();
  const query = useQuery({
    queryKey: ['schemes', 'history', scheme],
    queryFn: () => api.schemes.history({ params: { pack: 'ningxia-2018', scheme: scheme! } }),
  });
  return <Loaded query={query}>{(h) => <Told h={h} />}</Loaded>;
}
