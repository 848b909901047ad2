import { Alert, App, Button, Input, Modal, Upload } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { api, ApiProblem, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { Loaded } from '../../parts/Loaded.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { StateSteps } from '../../parts/StateSteps.tsx';
import { DueTag } from '../filings/DueTag.tsx';
import { periodText } from './period.ts';
import { ReportFields } from './ReportFields.tsx';
import {
  fieldOf,
  reasonKey,
  type Figures,
  type Finding,
  type Report as ReportData,
  type ReportAct,
} from './types.ts';
import { useReportDraft } from './useReportDraft.ts';
import './report.css';

/** By-ways, shown only when the report stands there. */
const aside = ['returned', 'correcting'];
const newKey = (): string => crypto.randomUUID();

/** 一份报表：填报、核对、审核、更正 */
export default function Report() {
  const { form = '', period = '' } = useParams();
  const [search] = useSearchParams();
  const query = { subject: search.get('subject') ?? undefined, item: search.get('item') ?? undefined };
  const q = useQuery({
    queryKey: ['reporting', 'one', form, period, query.subject, query.item],
    queryFn: () =>
      api.reporting.report({
        params: { form, period },
        query: {
          ...(query.subject ? { subject: query.subject } : {}),
          ...(query.item ? { item: query.item } : {}),
        },
      }),
    // What is being typed is not replaced under the hand.
    refetchOnWindowFocus: false,
    staleTime: Infinity,
  });
  return (
    <Loaded query={q}>
      {(r) => <Sheet key={`${r.id} ${r.state} ${r.revision} ${q.dataUpdatedAt}`} report={r} />}
    </Loaded>
  );
}

function Sheet({ report: r }: { report: ReportData }) {
  const { t, data, locale } = useI18n();
  const { can } = useSession();
  const { message, modal } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const draft = useReportDraft(r);
  const [asked, setAsked] = useState<ReportAct | null>(null);
  const [correcting, setCorrecting] = useState<Figures | null>(null);
  const [found, setFound] = useState<readonly Finding[] | null>(null);
  // One key for one wish to hand in: pressing again, or sending again after the line broke, is the same wish.
  const key = useRef(newKey());
  const reload = (): void => void queries.invalidateQueries({ queryKey: ['reporting'] });
  const whose = { subject: r.subject.id, item: r.item };
  const params = { form: r.form.id, period: r.period };

  const editable = r.editable || correcting !== null;
  const values = correcting ?? draft.values;
  const findings = found ?? (r.editable ? draft.findings : r.findings);

  const goTo = (list: readonly Finding[]): void => {
    const first = list.find((f) => f.severity !== 'info');
    if (first) document.querySelector(`#row-${fieldOf(first)}`)?.scrollIntoView({ block: 'center' });
  };
  const submit = useMutation({
    // A line that is down is told at once instead of being waited for.
    networkMode: 'always',
    mutationFn: async () => {
      // The draft first, so that nothing that was typed is lost if handing in is refused.
      await draft.send();
      return api.reporting.submit({
        params,
        body: { ...whose, values: draft.values, reasons: draft.reasons, key: key.current },
      });
    },
    onSuccess: (done) => {
      draft.forget();
      key.current = newKey();
      void message.success(done.late ? t('reportingPages.submittedLate') : t('reportingPages.submitted'));
      reload();
    },
    onError: (e) => {
      const list = e instanceof ApiProblem ? ((e.body.findings ?? []) as Finding[]) : [];
      if (list.length > 0) {
        setFound(list);
        goTo(list);
      }
      void message.error(problem(e));
    },
  });
  const act = useMutation({
    networkMode: 'always',
    mutationFn: (x: { act: ReportAct; reason: string }) =>
      api.reporting.act({
        params: { id: r.id! },
        body: {
          key: key.current,
          act: x.act.id,
          version: r.version,
          reason: x.reason,
          ...(x.act.values ? { values: correcting! } : {}),
        },
      }),
    onSuccess: (_, x) => {
      key.current = newKey();
      setAsked(null);
      void message.success(t('reportingPages.done', { act: data(x.act.title) }));
      reload();
    },
    onError: (e) => {
      const list = e instanceof ApiProblem ? ((e.body.findings ?? []) as Finding[]) : [];
      if (list.some((f) => f.path?.startsWith('values.'))) {
        setAsked(null);
        setFound(list);
        goTo(list);
      }
      void message.error(problem(e));
    },
  });
  const check = useMutation({
    networkMode: 'always',
    mutationFn: (v: Figures) => api.reporting.check({ params, body: { ...whose, values: v } }),
    onSuccess: (x) => {
      setFound(null);
      draft.setFindings(x.findings);
      if (correcting) setFound(x.findings);
    },
  });
  const sheet = useMutation({
    mutationFn: (file: File) =>
      api.reporting.readSheet({ params, body: whose, upload: { name: file.name, bytes: file } }),
    onSuccess: (read) => {
      const changed = Object.entries(read.values).filter(([k, v]) => draft.values[k] !== v);
      const wrong = read.findings.filter((f) => f.severity !== 'info').length;
      modal.confirm({
        title: t('reportingPages.sheetTitle'),
        content: t('reportingPages.sheetFound', {
          fields: Object.keys(read.values).length,
          changed: changed.length,
          remarks: wrong,
        }),
        okText: t('reportingPages.sheetTake'),
        onOk: () => {
          draft.replace({ ...draft.values, ...read.values });
          draft.setFindings(read.findings);
          setFound(null);
        },
      });
    },
    onError: (e) => void message.error(problem(e)),
  });
  // A conflict ends typing here: whoever goes on must see what the other one wrote.
  const stuck = draft.kept === 'conflict';
  useEffect(() => {
    if (stuck) window.scrollTo({ top: 0 });
  }, [stuck]);

  const ask = (a: ReportAct): void => {
    if (a.values && correcting === null) {
      setCorrecting(r.values);
      setFound([]);
      return;
    }
    setAsked(a);
  };
  const errors = findings.filter((f) => f.severity === 'error' && f.code !== 'M100').length;
  const open = findings.filter((f) => f.severity === 'warning' && !draft.reasons[reasonKey(f)]).length;
  const required = r.form.sections
    .flatMap((s) => s.fields)
    .filter((f) => f.required && !values[f.indicator]).length;
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {periodText(locale, r.period)} {data(r.form.title)}{' '}
            <span className="quiet small">{data(r.stateTitle)}</span>
          </>
        }
        hint={
          <>
            {r.subject.name}
            {r.itemName ? ` · ${r.itemName}` : ''} <Simulated when={r.subject.simulated} />{' '}
            {data(r.form.help)}
          </>
        }
        extra={
          <>
            {r.editable ? (
              <>
                <Button
                  onClick={() =>
                    void saveFile(
                      api.reporting.template({ params, query: whose }),
                      `${data(r.form.title)}-${r.period}.xlsx`,
                    )
                  }
                >
                  {t('reportingPages.template')}
                </Button>
                <Upload
                  accept=".xlsx"
                  showUploadList={false}
                  beforeUpload={(file) => {
                    sheet.mutate(file);
                    return false;
                  }}
                >
                  <Button loading={sheet.isPending}>{t('reportingPages.upload')}</Button>
                </Upload>
              </>
            ) : null}
            {r.can
              .filter((a) => !a.marks.includes('submit') && correcting === null)
              .map((a) => (
                <Button
                  key={a.id}
                  {...(a.marks.includes('lock') || a.id === 'approve' ? { type: 'primary' as const } : {})}
                  onClick={() => ask(a)}
                >
                  {data(a.title)}
                </Button>
              ))}
          </>
        }
      />
      {stuck ? (
        <Alert
          type="error"
          showIcon
          title={t('reportingPages.conflict')}
          action={
            <Button
              onClick={() => {
                draft.forget();
                reload();
              }}
            >
              {t('reportingPages.reload')}
            </Button>
          }
        />
      ) : null}
      {draft.restored && draft.kept !== 'saved' ? (
        <Alert
          type="info"
          showIcon
          title={t('reportingPages.restored', { at: formatTime(draft.restored) })}
        />
      ) : null}
      {r.returned !== null ? (
        <Alert
          type="warning"
          showIcon
          title={t('reportingPages.returned')}
          description={r.returned || t('common.none')}
        />
      ) : null}
      {r.proposal ? (
        <Alert
          type="info"
          showIcon
          title={t('reportingPages.proposalBy', { by: r.proposal.by })}
          description={r.proposal.reason}
        />
      ) : null}
      {findings
        .filter((f) => f.severity === 'info')
        .map((f) => (
          <Hint key={`${f.code}${String(f.params?.['check'])}`} f={f} />
        ))}
      <div className="panel">
        {r.id ? (
          <StateSteps
            states={r.states}
            state={r.state}
            label={t('reportingPages.steps')}
            now={t('reportingPages.now')}
            aside={aside}
          />
        ) : null}
        <dl className="facts">
          <div>
            <dt>{t('reportingPages.due')}</dt>
            <dd>{r.due ? <DueTag due={r.due} /> : <DueTag due={r.stateDue} who />}</dd>
          </div>
          <div>
            <dt>{t('reportingPages.revision')}</dt>
            <dd className="num">
              {r.revision === 0
                ? t('reportingPages.notLocked')
                : t('reportingPages.revisionOf', { n: r.revision })}
              {r.late && !r.due ? ` · ${t('reportingPages.wasLate')}` : ''}
            </dd>
          </div>
          <div>
            <dt>{t('common.source')}</dt>
            <dd className="small">{r.form.source}</dd>
          </div>
        </dl>
      </div>
      <ReportFields
        report={r}
        values={values}
        reasons={draft.reasons}
        findings={findings}
        editable={editable && !stuck}
        onChange={(field, text) => {
          key.current = newKey();
          if (correcting) setCorrecting({ ...correcting, [field]: text });
          else draft.set(field, text);
        }}
        onAnswer={draft.answer}
        onLeave={() => check.mutate(correcting ?? draft.values)}
        proposal={r.proposal?.values}
      />
      {r.editable && !stuck ? (
        <div className="report-bar" role="region" aria-label={t('reportingPages.handIn')}>
          <span aria-live="polite" className={draft.kept === 'offline' ? 'bad-text' : 'quiet'}>
            {t(`reportingPages.kept.${draft.kept}`)}
          </span>
          <span className="small">
            {required > 0 ? (
              <span className="warn-text">{t('reportingPages.stillRequired', { count: required })} </span>
            ) : null}
            {errors > 0 ? (
              <span className="bad-text">{t('reportingPages.errors', { count: errors })} </span>
            ) : null}
            {open > 0 ? (
              <span className="warn-text">{t('reportingPages.openRemarks', { count: open })}</span>
            ) : null}
          </span>
          <Button type="primary" loading={submit.isPending} onClick={() => submit.mutate()}>
            {t('reportingPages.submit')}
          </Button>
        </div>
      ) : null}
      {correcting ? (
        <div className="report-bar" role="region" aria-label={t('reportingPages.handIn')}>
          <span>{t('reportingPages.correctingHint')}</span>
          <Button
            onClick={() => {
              setCorrecting(null);
              setFound(null);
            }}
          >
            {t('common.cancel')}
          </Button>
          <Button type="primary" onClick={() => setAsked(r.can.find((a) => a.values) ?? null)}>
            {data(r.can.find((a) => a.values)?.title ?? r.stateTitle)}
          </Button>
        </div>
      ) : null}
      <History r={r} />
      <p>
        <Link to={can('reporting.review') ? '/reports/review' : '/reports'}>{t('common.back')}</Link>
      </p>
      {asked ? (
        <ActDialog
          act={asked}
          busy={act.isPending}
          onClose={() => setAsked(null)}
          onDo={(reason) => act.mutate({ act: asked, reason })}
        />
      ) : null}
    </div>
  );
}

function Hint({ f }: { f: Finding }) {
  const { finding } = useI18n();
  return <Alert type="info" showIcon title={finding(f.code, f.params).message} />;
}

/** An act with the reason it asks for. */
export function ActDialog({
  act,
  busy,
  onClose,
  onDo,
}: {
  act: Pick<ReportAct, 'title' | 'reason'>;
  busy: boolean;
  onClose: () => void;
  onDo: (reason: string) => void;
}) {
  const { t, data } = useI18n();
  const [reason, setReason] = useState('');
  const missing = act.reason && reason.trim() === '';
  return (
    <Modal
      open
      title={data(act.title)}
      okText={data(act.title)}
      onCancel={onClose}
      onOk={() => onDo(reason)}
      okButtonProps={{ disabled: missing }}
      confirmLoading={busy}
    >
      <Input.TextArea
        rows={3}
        maxLength={500}
        aria-label={t('reportingPages.reason')}
        placeholder={act.reason ? t('reportingPages.reasonNeeded') : t('reportingPages.reasonFree')}
        value={reason}
        onChange={(e) => setReason(e.target.value)}
      />
    </Modal>
  );
}

function History({ r }: { r: ReportData }) {
  const { t, data } = useI18n();
  const titles = new Map(r.form.sections.flatMap((s) => s.fields).map((f) => [f.indicator, f]));
  if (r.events.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t('reportingPages.history')}</h2>
      <ol style={{ margin: 0, paddingLeft: 20 }}>
        {r.events.toReversed().map((e) => (
          <li key={e.seq} style={{ marginBottom: 8 }}>
            <b>{data(e.actTitle)}</b> → {data(e.toTitle)}{' '}
            <span className="quiet small">
              {e.by} · {formatTime(e.at)} · {t(`reportingPages.via.${e.via}`)}
            </span>
            {e.reason ? <div>{e.reason}</div> : null}
            {e.changes.length > 0 ? (
              <ul className="small">
                {e.changes.map((c) => (
                  <li key={c.indicator}>
                    {data(titles.get(c.indicator)?.title ?? { zh: c.indicator })}：
                    <span className="num">
                      {c.from ?? '—'} → {c.to ?? '—'}
                    </span>
                  </li>
                ))}
              </ul>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
