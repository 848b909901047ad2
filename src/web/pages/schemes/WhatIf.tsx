import { Alert, Button, Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import { ApiProblem } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { declared, unitOf, type Entries, type Entry } from './entries.ts';
import type { Asked, Mine } from './types.ts';

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
  onChange,
}: {
  f: Asked;
  year: number;
  entry: Entry;
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
          placeholder={f.type === 'items' ? t('schemes.itemsHint') : f.type === 'day' ? '2020-06-30' : ''}
          {...(f.type === 'day' || f.type === 'items' ? {} : { suffix: unitOf(f) })}
        />
      )}
    </div>
  );
}

/** Missing facts of one scheme typed for a trial; the server computes, nothing is kept. */
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
  const item = mine.items.find((i) => i.evaluation.scheme === scheme) ?? mine.items[0];
  if (!item) return null;
  const fields = mine.facts.filter(
    (f) => item.facts.includes(f.id) && f.from !== 'register' && f.type !== 'events',
  );
  const yearFor = (fact: string): number =>
    mine.items.find((i) => i.facts.includes(fact))?.evaluation.year ?? item.evaluation.year;
  const submit = (): void => onTry({ facts: declared(mine.facts, entries, yearFor), noAwards });
  const findings = error instanceof ApiProblem ? (error.body.findings ?? []) : [];
  return (
    <section className="panel" id="what-if">
      <h2>{t('schemes.whatIf')}</h2>
      <p className="quiet">{t('schemes.whatIfHint')}</p>
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
      <p className="small quiet" style={{ marginTop: 10 }}>
        {mine.facts
          .filter((f) => item.facts.includes(f.id) && f.from === 'register' && f.source)
          .map((f) => `${data(f.title)}：${t('schemes.fromRegister', { source: data(f.source!) })}`)
          .join('；')}
      </p>
    </section>
  );
}
