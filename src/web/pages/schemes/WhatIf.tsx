import { Alert, Button, Checkbox, Input, Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api, ApiProblem } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { declared, unitOf, withHistory, type Entries, type Entry } from './entries.ts';
import { LiveAnswer } from './LiveAnswer.tsx';
import type { Answered, Asked, Kit, Live, Marks, Mine } from './types.ts';
import './live.css';

export interface Tried {
  readonly facts: Record<string, unknown>;
  readonly noAwards: boolean;
}

const LOAN = [
  ['principal', 'schemes.principal', ''],
  ['from', 'schemes.loanFrom', '2019-01-01'],
  ['to', 'schemes.loanTo', '2019-12-31'],
  ['rate', 'schemes.rate', ''],
  ['paid', 'schemes.paid', ''],
] as const;

/** The fields of one fact; what they hold is text until the server reads it. */
export function FactField({
  f,
  year,
  entry,
  marks,
  onChange,
}: {
  f: Asked;
  year: number;
  entry: Entry;
  /** For a slider beside the field, where there is an engine to answer it. */
  marks?: Marks | undefined;
  onChange: (e: Entry) => void;
}) {
  const { t, data } = useI18n();
  const title =
    f.yearly || f.type === 'series' ? t('schemes.factOfYear', { title: data(f.title), year }) : data(f.title);
  const id = `what-if-${f.id}`;
  const set = (key: string, v: string): void => onChange({ ...entry, [key]: v });
  if (f.type === 'loans')
    return (
      <fieldset className="what-if-loan" style={{ border: 0, padding: 0, margin: '0 0 10px' }}>
        <legend>{title}</legend>
        <div style={{ display: 'grid', gap: 8, gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))' }}>
          {LOAN.map(([key, label, hint]) => (
            <label key={key}>
              <span className="small quiet">{t(label)}</span>
              <Input value={entry[key] ?? ''} placeholder={hint} onChange={(e) => set(key, e.target.value)} />
            </label>
          ))}
        </div>
      </fieldset>
    );
  const value = entry['value'] ?? '';
  const choices =
    f.type === 'flag'
      ? [
          { value: 'yes', label: t('schemes.yes') },
          { value: 'no', label: t('schemes.no') },
        ]
      : f.options.map((o) => ({ value: o.id, label: o.title }));
  return (
    <div style={{ marginBottom: 10 }}>
      <label htmlFor={id}>{title}</label>
      {f.type === 'flag' || f.type === 'text' ? (
        <Select
          id={id}
          aria-label={title}
          value={value}
          onChange={(v) => set('value', v)}
          options={[{ value: '', label: t('schemes.notSaid') }, ...choices]}
          style={{ width: '100%' }}
        />
      ) : (
        <Input
          id={id}
          value={value}
          onChange={(e) => set('value', e.target.value)}
          placeholder={
            f.type === 'items'
              ? t('schemes.itemsHint')
              : f.type === 'day'
                ? '2020-06-30'
                : marks && marks.now !== null
                  ? t('schemes.onFile', { value: String(marks.now) })
                  : ''
          }
          {...(f.type === 'day' || f.type === 'items' ? {} : { suffix: unitOf(f) })}
        />
      )}
      {marks && NUMERIC.has(f.type) ? (
        <Slide f={f} title={title} value={value} marks={marks} onChange={(v) => set('value', v)} />
      ) : null}
    </div>
  );
}

const NUMERIC: ReadonlySet<string> = new Set(['money', 'ratio', 'count', 'quantity', 'series']);

/** The same figure by hand; ticks stand where the rule turns. */
function Slide({
  f,
  title,
  value,
  marks,
  onChange,
}: {
  f: Asked;
  title: string;
  value: string;
  marks: Marks;
  onChange: (value: string) => void;
}) {
  const { t } = useI18n();
  const typed = /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
  const at = typed ?? marks.now ?? 0;
  return (
    <>
      <input
        className="live-slide"
        type="range"
        min={0}
        max={Math.max(marks.most, at)}
        step={marks.step}
        value={at}
        list={`ticks-${f.id}`}
        aria-label={t('schemes.slide', { title })}
        aria-valuetext={`${at}${unitOf(f)}`}
        onChange={(e) => onChange(String(Number(Number(e.target.value).toFixed(6))))}
      />
      <datalist id={`ticks-${f.id}`}>
        {marks.turns.map((x) => (
          <option key={x} value={x} />
        ))}
      </datalist>
    </>
  );
}

/** A trial here must begin where the platform stands, or it is not offered. */
const agrees = (mine: Mine, found: readonly Answered[]): boolean =>
  mine.items.every(({ evaluation: e }) => {
    const x = found.find((f) => f.scheme === e.scheme);
    return (
      x !== undefined && x.outcome === e.outcome && x.amountFen === e.amountFen && x.worthFen === e.worthFen
    );
  });

/** The engine with the enterprise's own facts; undefined while it comes, null where it does not say what the platform says. */
function useLive(
  mine: Mine,
  tried: Tried | null,
): { live: Live | null | undefined; known: Kit['input']['facts'] } {
  const q = useQuery({
    queryKey: ['schemes', 'kit', mine.subject.id, mine.asOf],
    queryFn: async () => {
      const [{ prepare }, kit] = await Promise.all([
        import('./live.ts'),
        api.schemes.kit({ query: { subject: mine.subject.id, pack: mine.pack, asOf: mine.asOf } }),
      ]);
      return { kit, live: prepare(kit) };
    },
    staleTime: 300_000,
    retry: false,
  });
  const found = q.data;
  // Held against what the server said when this began, with the same facts.
  const [began] = useState({ mine, tried });
  const same = useMemo(() => {
    const a = found?.live?.answer(began.tried?.facts ?? {}, began.tried?.noAwards ?? false);
    return a ? agrees(began.mine, a.evaluations) : false;
  }, [found, began]);
  const live = found ? (found.live && same ? found.live : null) : q.error ? null : undefined;
  return { live, known: found?.kit.input.facts ?? {} };
}

/** Facts of one scheme typed or moved for a trial: the engine answers here at once, the server when asked; nothing is kept. */
export function WhatIf({
  mine,
  scheme,
  onScheme,
  onTry,
  tried,
  busy,
  error,
}: {
  mine: Mine;
  scheme: string;
  onScheme: (scheme: string) => void;
  onTry: (t: Tried | null) => void;
  tried: Tried | null;
  busy: boolean;
  error: unknown;
}) {
  const { t, data, finding } = useI18n();
  const problem = useProblemText();
  const [entries, setEntries] = useState<Entries>({});
  const [noAwards, setNoAwards] = useState(false);
  const { live, known } = useLive(mine, tried);
  const item = mine.items.find((i) => i.evaluation.scheme === scheme) ?? mine.items[0];
  if (!item) return null;
  // What the platform has can be moved only where the engine is here to answer.
  const fields = mine.facts.filter(
    (f) =>
      item.facts.includes(f.id) &&
      f.type !== 'events' &&
      (f.from !== 'register' || (live && NUMERIC.has(f.type))),
  );
  const yearFor = (fact: string): number =>
    mine.items.find((i) => i.facts.includes(fact))?.evaluation.year ?? item.evaluation.year;
  const facts = withHistory(mine.facts, declared(mine.facts, entries, yearFor), known);
  const submit = (): void => onTry({ facts, noAwards });
  const now = live?.answer(facts, noAwards);
  const own = now?.evaluations.find((e) => e.scheme === item.evaluation.scheme);
  const findings = error instanceof ApiProblem ? (error.body.findings ?? []) : [];
  return (
    <section className="panel" id="what-if">
      <h2>{t('schemes.whatIf')}</h2>
      <p className="quiet">{t('schemes.whatIfHint')}</p>
      <div className="live">
        <form
          onSubmit={(e) => {
            e.preventDefault();
            submit();
          }}
          style={{ maxWidth: 640 }}
        >
          <div style={{ marginBottom: 10 }}>
            <label htmlFor="what-if-scheme">{t('schemes.whatIfOf')}</label>
            <Select
              id="what-if-scheme"
              aria-label={t('schemes.whatIfOf')}
              value={item.evaluation.scheme}
              onChange={onScheme}
              options={mine.items.map((i) => ({ value: i.evaluation.scheme, label: i.evaluation.title }))}
              style={{ width: '100%' }}
            />
          </div>
          {fields.map((f) => (
            <FactField
              key={f.id}
              f={f}
              year={item.evaluation.year}
              entry={entries[f.id] ?? {}}
              marks={live?.marks(item.evaluation.scheme, f.id)}
              onChange={(e) => setEntries({ ...entries, [f.id]: e })}
            />
          ))}
          <p>
            <Checkbox checked={noAwards} onChange={(e) => setNoAwards(e.target.checked)}>
              {t('schemes.noAwards')}
            </Checkbox>
            <br />
            <span className="small quiet">{t('schemes.noAwardsHint')}</span>
          </p>
          {error ? (
            <Alert
              type="error"
              showIcon
              title={problem(error)}
              description={
                findings.length > 0 ? (
                  <ul style={{ margin: 0, paddingLeft: 18 }}>
                    {findings.map((f) => {
                      const text = finding(f.code, f.params);
                      return (
                        <li key={`${f.code} ${f.path}`}>
                          {text.message}。{text.action}
                        </li>
                      );
                    })}
                  </ul>
                ) : null
              }
              style={{ marginBottom: 10 }}
            />
          ) : null}
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('schemes.compute')}
          </Button>{' '}
          {tried ? (
            <Button
              onClick={() => {
                setEntries({});
                setNoAwards(false);
                onTry(null);
              }}
            >
              {t('schemes.reset')}
            </Button>
          ) : null}{' '}
          {tried && !error ? (
            <span className="quiet" role="status">
              {t('schemes.tried', { n: Object.keys(tried.facts).length })}
            </span>
          ) : null}
        </form>
        {now && own ? (
          <LiveAnswer
            e={own}
            before={item.evaluation}
            totalFen={now.totalFen}
            milliseconds={now.milliseconds}
          />
        ) : live && !now ? (
          <p className="quiet">{t('schemes.liveRefused')}</p>
        ) : live === null ? (
          <p className="quiet">{t('schemes.liveNone')}</p>
        ) : null}
      </div>
      <p className="small quiet" style={{ marginTop: 10 }}>
        {mine.facts
          .filter((f) => item.facts.includes(f.id) && f.from === 'register' && f.source)
          .map((f) => `${data(f.title)}：${t('schemes.fromRegister', { source: data(f.source!) })}`)
          .join('；')}
      </p>
    </section>
  );
}
