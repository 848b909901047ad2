import { Alert, App, Button, Form, Tag } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api, ApiProblem } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { StateSteps } from '../../parts/StateSteps.tsx';
import { useDraft } from '../../parts/useDraft.ts';
import { ActDialog } from './ActDialog.tsx';
import { AmendDialog } from './AmendDialog.tsx';
import { Changes } from './Changes.tsx';
import { DueTag } from './DueTag.tsx';
import { FilingForm, toContent, toForm, type FormValues } from './FilingForm.tsx';
import { CompletionPanel, FilingView } from './FilingView.tsx';
import { Milestones } from './Milestones.tsx';
import { changedPaths, fieldPath, type Filing as FilingData, type FilingAct } from './types.ts';

/** By-ways, shown only when the filing stands there. */
const aside = ['returned', 'amending'];

function History({ f }: { f: FilingData }) {
  const { t, data } = useI18n();
  return (
    <section className="panel" style={{ marginTop: 14 }}>
      <h2>{t('filingPages.history')}</h2>
      {f.events.length === 0 ? <p className="quiet">{t('filingPages.noHistory')}</p> : null}
      <ol style={{ margin: 0, paddingLeft: 20 }}>
        {f.events.toReversed().map((e) => (
          <li key={e.seq} style={{ marginBottom: 8 }}>
            <b>{data(e.actTitle)}</b> → {data(e.toTitle)}{' '}
            <span className="quiet small">{t('filingPages.by', { by: e.by, at: formatTime(e.at) })}</span>
            {e.reason ? <div>{e.reason}</div> : null}
            {e.changes.length > 0 ? (
              <details>
                <summary className="quiet">{t('filingPages.changesOf', { count: e.changes.length })}</summary>
                <Changes
                  changes={e.changes}
                  f={f}
                  label={t('filingPages.changesOf', { count: e.changes.length })}
                />
              </details>
            ) : null}
            {e.remarks.map((r) => (
              <div key={`${r.field}${r.text}`} className="quiet">
                {t('filingPages.remarkAt', { text: r.text })}
              </div>
            ))}
            {e.progress ? (
              <div className="quiet">
                {t('filingPages.quarterOf', {
                  year: e.progress.quarter.slice(0, 4),
                  q: e.progress.quarter.slice(6),
                })}
                ：
                {e.progress.measures
                  .map((m) => {
                    const title = f.content.measures.find((x) => x.key === m.key)?.title ?? m.key;
                    return `${title} ${m.percent ?? 0}%${m.text ? `（${m.text}）` : ''}`;
                  })
                  .join('；')}
              </div>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Sheet({ f }: { f: FilingData }) {
  const { t, data, finding } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [form] = Form.useForm<FormValues>();
  const draft = useDraft<FormValues>(`filing-${f.id}-${f.version}`, form);
  const [dirty, setDirty] = useState(Object.keys(draft.initial).length > 0);
  const [asked, setAsked] = useState<{ act: FilingAct; field?: string } | null>(null);
  const keep = (next: FilingData): void => {
    queries.setQueryData(['filings', 'one', f.id], next);
    void queries.invalidateQueries({ queryKey: ['filings', 'list'] });
  };
  /** Findings at their fields of the form, and the page moved to the first. */
  const show = (error: unknown): void => {
    if (!(error instanceof ApiProblem)) return;
    const fields = (error.body.findings ?? [])
      .filter((x) => /^(body\.)?content\./.test(x.path ?? ''))
      .map((x) => ({
        name: fieldPath(x.path ?? '', 'content') as never,
        errors: [finding(x.code, x.params).message],
      }));
    if (!f.editable || fields.length === 0) return;
    form.setFields(fields);
    form.scrollToField(fields[0]!.name, { block: 'center' });
  };
  const save = useMutation({
    mutationFn: () =>
      api.filings.save({
        params: { id: f.id },
        body: { version: f.version, content: toContent(form.getFieldsValue(true) as FormValues) },
      }),
    onSuccess: (next) => {
      draft.forget();
      setDirty(false);
      keep(next);
    },
    onError: (e) => {
      show(e);
      void message.error(problem(e));
    },
  });
  const suggestion = useQuery({
    queryKey: ['filings', 'suggestion', f.id],
    queryFn: () => api.filings.suggestion({ params: { id: f.id } }),
    enabled: f.editable,
    staleTime: 60_000,
  });
  const fill = (values: Partial<FormValues>): void => {
    form.setFieldsValue(values as Parameters<typeof form.setFieldsValue>[0]);
    setDirty(true);
    draft.keep();
  };
  const suggested = suggestion.data;
  const open = f.checks.filter((c) => c.severity === 'error').length;
  const returning = f.can.find((a) => a.remarks);
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {f.subject.name} <Simulated when={f.subject.simulated} />
          </>
        }
        hint={
          <>
            {t('filingPages.title', { year: f.year })} <Tag>{data(f.stateTitle)}</Tag>
            {[f.subject.regionName, f.subject.parkName, f.subject.industryName].filter(Boolean).join(' · ')}
          </>
        }
        extra={
          f.editable ? (
            <>
              <Button
                loading={suggestion.isFetching}
                onClick={() => {
                  if (!suggested?.content || !suggested.run) {
                    void message.info(t('filingPages.noSuggestion'));
                    return;
                  }
                  const { leader, items } = toForm(suggested.content);
                  fill({ leader, items });
                  void message.success(t('filingPages.applied', { year: suggested.run.year }));
                }}
              >
                {t('filingPages.applySuggestion')}
              </Button>
              <Button
                loading={save.isPending}
                onClick={() =>
                  save.mutate(undefined, {
                    onSuccess: () => void message.success(t('filingPages.saved')),
                  })
                }
              >
                {t('filingPages.save')}
              </Button>
            </>
          ) : null
        }
      />
      <StateSteps
        states={f.states}
        state={f.state}
        label={t('filingPages.steps')}
        now={t('filingPages.stepNow')}
        aside={aside}
      />
      {f.remarks.length > 0 && f.editable ? (
        <Alert
          type="warning"
          showIcon
          title={t('filingPages.returnedWith')}
          description={
            <ul style={{ margin: 0, paddingLeft: 20 }}>
              {f.remarks.map((r) => (
                <li key={`${r.field}${r.text}`}>{r.text}</li>
              ))}
            </ul>
          }
          style={{ marginBottom: 14 }}
        />
      ) : null}
      {f.proposal ? (
        <section className="panel" style={{ marginBottom: 14 }} aria-label={t('filingPages.proposal')}>
          <h2>{t('filingPages.proposal')}</h2>
          <p>
            {f.proposal.reason}{' '}
            <span className="quiet small">
              {t('filingPages.by', { by: f.proposal.by, at: formatTime(f.proposal.at) })}
            </span>
          </p>
          <Changes changes={f.proposal.changes} f={f} label={t('filingPages.proposal')} />
        </section>
      ) : null}
      {f.changed && !f.proposal ? (
        <section className="panel" style={{ marginBottom: 14 }} aria-label={t('filingPages.changed')}>
          <h2>{t('filingPages.changed')}</h2>
          <Changes changes={f.changed} f={f} label={t('filingPages.changed')} />
        </section>
      ) : null}
      <section className="panel" style={{ marginBottom: 14 }}>
        <h2>{t('filingPages.acts')}</h2>
        {f.due || f.urged > 0 ? (
          <p style={{ margin: '0 0 8px' }}>
            {f.due ? <DueTag due={f.due} who /> : null}{' '}
            {f.urged > 0 ? (
              <span className="chip chip-behind">
                <i aria-hidden="true" />
                {t('filingPages.urged', { count: f.urged })}
              </span>
            ) : null}
          </p>
        ) : null}
        {f.can.length === 0 ? <p className="quiet">{t('filingPages.noActs')}</p> : null}
        <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap', alignItems: 'center' }}>
          {f.can.map((a, n) => (
            <Button key={a.id} type={n === 0 ? 'primary' : 'default'} onClick={() => setAsked({ act: a })}>
              {data(a.title)}
            </Button>
          ))}
          {dirty ? <span className="quiet">{t('filingPages.unsaved')}</span> : null}
          {f.editable && open > 0 && !dirty ? (
            <span className="quiet">{t('filingPages.problems', { count: open })}</span>
          ) : null}
        </div>
      </section>
      <CompletionPanel f={f} />
      <Milestones f={f} onChange={keep} />
      {f.editable ? (
        <Form
          form={form}
          layout="vertical"
          initialValues={{ ...toForm(f.content), ...draft.initial }}
          onValuesChange={(changed) => {
            setDirty(true);
            draft.keep();
            form.setFields(changedPaths(changed).map((name) => ({ name: name as never, errors: [] })));
          }}
        >
          <FilingForm
            f={f}
            form={form}
            offered={suggested?.leaders ?? []}
            onPick={(leader) => fill({ leader })}
            before={dirty ? () => save.mutateAsync() : undefined}
            onFiles={keep}
          />
        </Form>
      ) : (
        <FilingView
          f={f}
          onRemark={returning ? (field) => setAsked({ act: returning, field }) : undefined}
          onFiles={keep}
        />
      )}
      <History f={f} />
      {f.passage ? (
        <section className="panel">
          <p className="quiet" style={{ marginBottom: 4 }}>
            {t('filingPages.basis', { clause: f.passage.clause })} ·{' '}
            <Link to={`/enterprises/${f.subject.id}`}>{f.subject.name}</Link>
          </p>
          <blockquote className="quote" lang="zh-CN">
            {f.passage.quote}
          </blockquote>
        </section>
      ) : null}
      {asked?.act.marks.includes('propose') ? (
        <AmendDialog
          f={f}
          act={asked.act}
          onDone={(next) => {
            setAsked(null);
            keep(next);
            void message.success(t('filingPages.actDone', { act: data(asked.act.title) }));
          }}
          onClose={() => setAsked(null)}
        />
      ) : asked ? (
        <ActDialog
          f={f}
          act={asked.act}
          firstField={asked.field}
          before={f.editable && dirty ? async () => (await save.mutateAsync()).version : undefined}
          onDone={(next) => {
            setAsked(null);
            keep(next);
            void message.success(t('filingPages.actDone', { act: data(asked.act.title) }));
          }}
          onRefused={show}
          onClose={() => setAsked(null)}
        />
      ) : null}
    </div>
  );
}

/** One filing, for everybody who may see it: its content, its way, and what the reader can do. */
export default function Filing() {
  const { id = '' } = useParams();
  const q = useQuery({
    queryKey: ['filings', 'one', id],
    queryFn: () => api.filings.filing({ params: { id } }),
    // A form is being filled in: what comes from elsewhere is told by the version, not slipped in.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  return <Loaded query={q}>{(f) => <Sheet key={`${f.id}-${f.state}`} f={f} />}</Loaded>;
}
