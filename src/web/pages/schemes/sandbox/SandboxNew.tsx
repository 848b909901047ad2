import { Alert, Button, Checkbox, Collapse, Form, Input, Select, Skeleton, Tag } from 'antd';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { api, ApiProblem } from '../../../api.ts';
import { useI18n } from '../../../app/i18n.tsx';
import { ErrorState, useProblemText } from '../../../parts/ErrorState.tsx';
import { PageHead } from '../../../parts/PageHead.tsx';
import { ParameterRow } from './ParameterRow.tsx';
import './sandbox.css';
import { useKept } from './useKept.ts';
import type { Parameters, SandboxScheme } from './words.ts';

interface Draft {
  readonly name: string;
  readonly note: string;
  readonly years: readonly number[] | null;
  /** `scheme version path` → figure as typed, with its unit. */
  readonly figures: Readonly<Record<string, { readonly figure: string; readonly unit: string }>>;
  readonly answers: Readonly<Record<string, string>>;
}
const EMPTY: Draft = { name: '', note: '', years: null, figures: {}, answers: {} };
const keyOf = (scheme: string, version: string, path: string): string => `${scheme} ${version} ${path}`;

/** One scheme: its times with their figures, and the open questions it hangs on. */
function SchemePanel({
  s,
  p,
  draft,
  refused,
  onDraft,
}: {
  s: SandboxScheme;
  p: Parameters;
  draft: Draft;
  refused: ReadonlyMap<string, string>;
  onDraft: (d: Draft) => void;
}) {
  const { t, data } = useI18n();
  const turn = (key: string, unit: string, figure: string | undefined): void => {
    const { [key]: _, ...rest } = draft.figures;
    onDraft({ ...draft, figures: figure === undefined ? rest : { ...rest, [key]: { figure, unit } } });
  };
  const answer = (q: string, option: string): void => {
    const { [q]: _, ...rest } = draft.answers;
    onDraft({ ...draft, answers: option === '' ? rest : { ...rest, [q]: option } });
  };
  return (
    <>
      {s.versions.map((v) => (
        <section key={v.id} className="sandbox-version">
          <h3>
            <span className="num">
              {v.to === null
                ? t('sandbox.version', { from: v.from })
                : t('sandbox.versionTo', { from: v.from, to: v.to })}
            </span>{' '}
            <Tag>{t(`schemes.mark.${v.mark}`)}</Tag>
          </h3>
          <p className="small quiet" style={{ margin: '0 0 6px' }}>
            {v.number} {v.clause} · {v.source}
          </p>
          {v.open !== null ? <p className="quiet">{t('sandbox.amountOpen')}</p> : null}
          {v.parameters.length === 0 && v.open === null ? (
            <p className="quiet">{t('sandbox.noParameters')}</p>
          ) : null}
          <ul className="plain">
            {v.parameters.map((x) => {
              const key = keyOf(s.id, v.id, x.path);
              return (
                <ParameterRow
                  key={x.path}
                  id={key.replaceAll(/[^a-z0-9-]/g, '-')}
                  p={x}
                  figure={draft.figures[key]?.figure}
                  unit={draft.figures[key]?.unit ?? x.unit}
                  refused={refused.get(key)}
                  onChange={(figure) => turn(key, draft.figures[key]?.unit ?? x.unit, figure)}
                />
              );
            })}
          </ul>
        </section>
      ))}
      {s.questions.length > 0 ? (
        <section className="sandbox-version">
          <h3>{t('sandbox.questions')}</h3>
          <p className="small quiet" style={{ margin: '0 0 6px' }}>
            {t('sandbox.questionsHint')}
          </p>
          {p.questions
            .filter((q) => s.questions.includes(q.id))
            .map((q) => {
              const inForce = q.options.find((o) => o.id === q.chosen);
              return (
                <div key={q.id} style={{ marginBottom: 8 }}>
                  <label htmlFor={`answer-${s.id}-${q.id}`}>
                    <Link to={`/plan/open#${q.id}`} style={{ textDecoration: 'underline' }}>
                      {data(q.question)}
                    </Link>{' '}
                    <span className="quiet small">
                      {inForce
                        ? t('sandbox.inForce', { option: data(inForce.title) })
                        : t('sandbox.inForceNone')}
                    </span>
                  </label>
                  <Select
                    id={`answer-${s.id}-${q.id}`}
                    aria-label={data(q.question)}
                    value={draft.answers[q.id] ?? ''}
                    onChange={(o) => answer(q.id, o)}
                    options={[
                      { value: '', label: t('sandbox.asInForce') },
                      ...q.options
                        .filter((o) => o.id !== q.chosen)
                        .map((o) => ({ value: o.id, label: data(o.title) })),
                    ]}
                    style={{ width: '100%', maxWidth: 560 }}
                  />
                </div>
              );
            })}
        </section>
      ) : null}
    </>
  );
}

/** A new trial: name, years, figures turned by slider or typed exactly, questions answered otherwise. The draft survives a reload. */
export default function SandboxNew() {
  const { t, data, finding } = useI18n();
  const problem = useProblemText();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const from = params.get('from');
  const [draft, setDraft, forget] = useKept<Draft>(from === null ? 'sandbox' : `sandbox.${from}`, EMPTY);
  const [id] = useState(() => crypto.randomUUID());
  const [find, setFind] = useState('');
  const [onlyChanged, setOnlyChanged] = useState(false);
  const [tried, setTried] = useState(false);
  const answers = Object.entries(draft.answers)
    .map(([q, a]) => `${q}:${a}`)
    .join(',');
  const query = useQuery({
    queryKey: ['schemes', 'sandbox', answers],
    queryFn: () => api.schemes.sandboxParameters({ query: { answers } }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const source = useQuery({
    queryKey: ['schemes', 'scenario', from],
    queryFn: () => api.schemes.scenario({ params: { id: from! } }),
    enabled: from !== null && draft === EMPTY,
  });
  const copied = source.data;
  useEffect(() => {
    if (!copied || draft !== EMPTY) return;
    setDraft({
      name: copied.name,
      note: copied.note,
      years: copied.years,
      figures: Object.fromEntries(
        copied.changes.map((c) => {
          const [, figure = '', unit = ''] = /^([\d.]+)\s*(\S*)$/.exec(c.value) ?? [];
          return [keyOf(c.scheme, c.version, c.path), { figure, unit }];
        }),
      ),
      answers: Object.fromEntries(copied.answers.map((a) => [a.id, a.chosen])),
    });
    // Once, when what is copied has come.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [copied]);
  const p = query.data;
  const years = draft.years ?? p?.years ?? [];
  /** Only what still takes part under the answers chosen. */
  const changes = (p?.schemes ?? []).flatMap((s) =>
    s.versions.flatMap((v) =>
      v.parameters.flatMap((x) => {
        const f = draft.figures[keyOf(s.id, v.id, x.path)];
        return f ? [{ scheme: s.id, version: v.id, path: x.path, value: `${f.figure.trim()}${f.unit}` }] : [];
      }),
    ),
  );
  const run = useMutation({
    mutationFn: () =>
      api.schemes.startSandbox({
        body: {
          id,
          name: draft.name.trim(),
          note: draft.note,
          years: [...years],
          changes,
          answers: draft.answers,
        },
      }),
    onSuccess: (done) => {
      forget();
      void navigate(`/policies/sandbox/${done.id}`);
    },
  });
  if (query.error && !p) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const findings = run.error instanceof ApiProblem ? (run.error.body.findings ?? []) : [];
  const refused = new Map(
    findings.flatMap((f) => {
      const c = changes[Number(/^body\.changes\.(\d+)/.exec(f.path ?? '')?.[1] ?? -1)];
      return c ? [[keyOf(c.scheme, c.version, c.path), finding(f.code, f.params).message] as const] : [];
    }),
  );
  const turnedOf = (s: SandboxScheme): number =>
    changes.filter((c) => c.scheme === s.id).length + s.questions.filter((q) => q in draft.answers).length;
  const shown = (p?.schemes ?? []).filter(
    (s) => data(s.title).includes(find.trim()) && (!onlyChanged || turnedOf(s) > 0),
  );
  const pickable = [...new Set([...(p?.onFile ?? []).map((y) => y + 1), ...(p?.years ?? []), ...years])]
    .filter((y) => y <= (p?.lastYear ?? 0))
    .toSorted((a, b) => a - b)
    .slice(-10);
  const total = changes.length + Object.keys(draft.answers).length;
  const nameWrong = tried && draft.name.trim() === '';
  const yearsWrong = years.length === 0 || years.length > 5;
  const submit = (): void => {
    setTried(true);
    if (draft.name.trim() !== '' && !yearsWrong) run.mutate();
  };
  return (
    <div className="page">
      <PageHead
        title={t('sandbox.newTitle')}
        hint={t('sandbox.hint')}
        extra={<Link to="/policies/sandbox">{t('sandbox.back')}</Link>}
      />
      <section className="panel">
        <Form layout="vertical" style={{ maxWidth: 720 }}>
          <Form.Item
            label={t('sandbox.name')}
            htmlFor="sandbox-name"
            required
            {...(nameWrong ? { validateStatus: 'error' as const, help: t('sandbox.nameMissing') } : {})}
          >
            <Input
              id="sandbox-name"
              value={draft.name}
              maxLength={120}
              placeholder={t('sandbox.namePlaceholder')}
              onChange={(e) => setDraft({ ...draft, name: e.target.value })}
            />
          </Form.Item>
          <Form.Item label={t('sandbox.note')} htmlFor="sandbox-note">
            <Input.TextArea
              id="sandbox-note"
              value={draft.note}
              maxLength={1000}
              autoSize
              onChange={(e) => setDraft({ ...draft, note: e.target.value })}
            />
          </Form.Item>
          <Form.Item
            label={t('sandbox.years')}
            {...(p && yearsWrong
              ? { validateStatus: 'error' as const, help: t('sandbox.yearsMissing') }
              : {})}
            extra={
              p
                ? p.onFile.length === 0
                  ? t('sandbox.yearsNone')
                  : t('sandbox.yearsHint', { years: p.onFile.join('、') })
                : null
            }
          >
            <Checkbox.Group
              value={[...years]}
              options={pickable.map((y) => ({ value: y, label: String(y) }))}
              onChange={(list) => setDraft({ ...draft, years: list.map(Number).toSorted((a, b) => a - b) })}
            />
          </Form.Item>
        </Form>
      </section>
      <h2 style={{ margin: '18px 0 8px' }}>{t('sandbox.schemes')}</h2>
      <div className="filters">
        <Input
          allowClear
          aria-label={t('sandbox.find')}
          placeholder={t('sandbox.find')}
          value={find}
          onChange={(e) => setFind(e.target.value)}
          style={{ width: 240 }}
        />
        <Checkbox
          checked={onlyChanged}
          onChange={(e) => setOnlyChanged(e.target.checked)}
          style={{ alignSelf: 'center' }}
        >
          {t('sandbox.onlyChanged')}
        </Checkbox>
        <Button disabled={total === 0} onClick={() => setDraft({ ...draft, figures: {}, answers: {} })}>
          {t('sandbox.restoreAll')}
        </Button>
      </div>
      {p ? (
        <Collapse
          items={shown.map((s) => ({
            key: s.id,
            label: (
              <>
                <b>{data(s.title)}</b> <Tag>{s.instrument}</Tag>
                <span className="quiet small">
                  {t('sandbox.parameters', { n: s.versions.reduce((n, v) => n + v.parameters.length, 0) })}
                </span>{' '}
                {turnedOf(s) > 0 ? (
                  <Tag className="sandbox-mark">{t('sandbox.changedCount', { n: turnedOf(s) })}</Tag>
                ) : null}
              </>
            ),
            children: <SchemePanel s={s} p={p} draft={draft} refused={refused} onDraft={setDraft} />,
          }))}
        />
      ) : (
        <Skeleton active paragraph={{ rows: 8 }} />
      )}
      <div className="sandbox-bar">
        {run.error ? (
          <Alert
            type="error"
            showIcon
            title={problem(run.error)}
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
            style={{ marginBottom: 8 }}
          />
        ) : null}
        <Button type="primary" loading={run.isPending} disabled={!p} onClick={submit}>
          {t('sandbox.run')}
        </Button>{' '}
        <span className="quiet" role="status">
          {total === 0 ? t('sandbox.unchangedAll') : t('sandbox.changedCount', { n: total })}
        </span>
      </div>
    </div>
  );
}
