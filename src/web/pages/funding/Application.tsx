import { Alert, App, Button, Form, Tag } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
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
import { ApplicationForm, fieldOf, toContent, toForm, type FormValues } from './ApplicationForm.tsx';
import { Calculations, ContentView, Timeline } from './ApplicationView.tsx';
import { Documents } from './Documents.tsx';
import { DueMark } from './DueMark.tsx';
import { money } from './fen.ts';
import { PanelView, PerformanceView, Signatures, SiteView } from './Handling.tsx';
import { MoneyDialog } from './MoneyDialog.tsx';
import { MoneyPanel } from './MoneyPanel.tsx';
import { Objections } from './Objections.tsx';
import type { Application as Data, ApplicationAct, MoneyKind, Way } from './types.ts';

/** By-ways, shown only when the application stands there. */
const aside = ['returned', 'recovering', 'recovered'];
const QUIET_MS = 3000;

/**
 * What is typed goes to the server when the typing rests, and lies in the browser until it is there: a lost connection loses nothing, and what
 * could not be sent is sent when the connection is back.
 */
function useAutosave(a: Data, keep: (next: Data) => void) {
  const { finding } = useI18n();
  const [form] = Form.useForm<FormValues>();
  const draft = useDraft<FormValues>(`funding-${a.id}-${a.version}`, form);
  const [edits, setEdits] = useState(Object.keys(draft.initial).length > 0 ? 1 : 0);
  const [initial] = useState<FormValues>(() => ({ ...toForm(a), ...draft.initial }));
  // For the draft under the next version: what is only half filled in, and what was typed since the last saving.
  const half = useRef(false);
  const unsent = useRef(edits > 0);
  const show = useCallback(
    (error: unknown): void => {
      if (!(error instanceof ApiProblem) || !a.editable) return;
      const fields = (error.body.findings ?? []).flatMap((x) => {
        const name = fieldOf(x.path ?? '');
        return name ? [{ name: name as never, errors: [finding(x.code, x.params).message] }] : [];
      });
      if (fields.length > 0) form.setFields(fields);
    },
    [a.editable, finding, form],
  );
  const save = useMutation({
    mutationFn: async () => {
      const values = form.getFieldsValue(true) as FormValues;
      const sent = toContent(a, values);
      const next = await api.funding.save({
        params: { id: a.id },
        body: { version: a.version, content: sent },
      });
      return { next, sent };
    },
    networkMode: 'always',
    onSuccess: ({ next, sent }) => {
      const now = form.getFieldsValue(true) as FormValues;
      unsent.current = JSON.stringify(toContent(a, now)) !== JSON.stringify(sent);
      if (!unsent.current) setEdits(0);
      // What is only half filled in is not sent; it stays here.
      half.current = JSON.stringify(toForm(next)) !== JSON.stringify(now);
      draft.forget();
      keep(next);
    },
    onError: show,
  });
  useEffect(() => {
    if (half.current || unsent.current) draft.keep();
  }, [draft]);
  const { mutate, isPending } = save;
  useEffect(() => {
    if (!a.editable || edits === 0 || isPending) return undefined;
    const timer = setTimeout(() => mutate(), QUIET_MS);
    const again = (): void => mutate();
    addEventListener('online', again);
    return () => {
      clearTimeout(timer);
      removeEventListener('online', again);
    };
  }, [a.editable, edits, isPending, mutate]);
  const offline = save.error instanceof ApiProblem && save.error.body.code === 'offline';
  return {
    form,
    initial,
    save,
    show,
    offline,
    dirty: edits > 0,
    changed: (what: Partial<FormValues>) => {
      unsent.current = true;
      draft.keep();
      // What the server said of a field is said no longer once it is changed.
      form.setFields(
        Object.keys(what.facts ?? {}).map((id) => ({ name: ['facts', id] as never, errors: [] })),
      );
      setEdits((n) => n + 1);
    },
  };
}

function Sheet({ a, way }: { a: Data; way: Way | undefined }) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<{ act: ApplicationAct; field?: string } | null>(null);
  const [order, setOrder] = useState<MoneyKind | null>(null);
  const keep = useCallback(
    (next: Data): void => {
      queries.setQueryData(['funding', 'one', next.id], next);
    },
    [queries],
  );
  const { form, initial, save, show, offline, dirty, changed } = useAutosave(a, keep);
  const open = async (act: ApplicationAct): Promise<void> => {
    // Handing in: what is missing is said at its field before anything is sent.
    if (a.editable && act.marks.includes('calculate')) {
      try {
        await form.validateFields();
      } catch (e) {
        const first = (e as { errorFields?: { name: (string | number)[] }[] }).errorFields?.[0];
        if (first) form.scrollToField(first.name as never, { block: 'center' });
        void message.warning(t('fundingPages.fillIn'));
        return;
      }
    }
    setAsked({ act });
  };
  // What goes forward first.
  const kinds = a.money.toSorted((x, y) => Number(x === 'release') - Number(y === 'release'));
  const returning = a.can.find((x) => x.remarks);
  // Drawn once; the act stays in the machine for those whose experts stepped back.
  const acts = a.can.filter((x) => !(x.marks.includes('draw') && a.panel));
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {a.subject.name} <Simulated when={a.subject.simulated} />
          </>
        }
        hint={
          <>
            <Link to={`/policies/${a.scheme}?asOf=${a.calculations[0]?.evaluation.asOf ?? a.notice.opens}`}>
              {data(a.schemeTitle)}
            </Link>{' '}
            · {t('fundingPages.ofYear', { year: a.year })}
            {a.project === '' ? '' : ` · ${a.project}`} · {a.subject.regionName}{' '}
            <Tag>{data(a.stateTitle)}</Tag>
          </>
        }
        extra={
          a.editable ? (
            <Button
              loading={save.isPending}
              onClick={() =>
                save.mutate(undefined, {
                  onSuccess: () => void message.success(t('fundingPages.saved')),
                  onError: (e) => void message.error(problem(e)),
                })
              }
            >
              {t('fundingPages.saveDraft')}
            </Button>
          ) : null
        }
      />
      {way ? (
        <StateSteps
          states={way.states.map((s) => ({
            id: s.id,
            title: s.title,
            void: s.marks.includes('void'),
            at: a.events.findLast((e) => e.to === s.id)?.at ?? null,
          }))}
          state={a.state}
          label={t('fundingPages.steps')}
          now={t('fundingPages.stepNow')}
          aside={aside}
        />
      ) : null}
      {a.remarks.length > 0 && a.editable ? (
        <Alert
          type="warning"
          showIcon
          title={t('fundingPages.returnedWith')}
          description={
            <ul style={{ margin: 0, paddingLeft: 20 }}>
              {a.remarks.map((r) => (
                <li key={`${r.field}${r.text}`}>{r.text}</li>
              ))}
            </ul>
          }
          style={{ marginBottom: 14 }}
        />
      ) : null}
      <section className="panel" aria-label={t('fundingPages.acts')}>
        <div className="stats" style={{ marginBottom: 10 }}>
          {(
            [
              ['claimed', a.claimedFen],
              ['approved', a.approvedFen],
            ] as const
          ).map(([k, fen]) => (
            <div className="stat" key={k}>
              <b>{money(fen)}</b>
              <span>{t(`fundingPages.${k}`)}</span>
            </div>
          ))}
          <div className="stat">
            <div style={{ minHeight: 30, paddingTop: 4 }}>
              <DueMark due={a.due} who />
            </div>
            <span>{t('filingPages.dueTitle')}</span>
          </div>
        </div>
        {acts.length === 0 && a.money.length === 0 ? (
          <p className="quiet">{t('fundingPages.noActs', { state: data(a.stateTitle) })}</p>
        ) : null}
        <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap', alignItems: 'center' }}>
          {acts.map((x, n) => (
            <Button key={x.id} type={n === 0 ? 'primary' : 'default'} onClick={() => void open(x)}>
              {data(x.title)}
            </Button>
          ))}
          {kinds.map((k, n) => (
            <Button
              key={k}
              type={acts.length === 0 && n === 0 ? 'primary' : 'default'}
              onClick={() => setOrder(k)}
            >
              {t('fundingPages.propose')}：{t(`funding.kind.${k}`)}
            </Button>
          ))}
          {a.editable ? (
            <span className="quiet small" role="status">
              {offline
                ? t('fundingPages.offline')
                : dirty || save.isPending
                  ? t('fundingPages.unsaved')
                  : t('fundingPages.savedAt', { at: formatTime(a.updatedAt) })}
            </span>
          ) : null}
        </div>
        <Signatures a={a} />
        {a.publicity ? (
          <p className="quiet num" style={{ margin: '10px 0 0' }}>
            {a.publicity.to === null
              ? t('fundingPages.noticeOpenEnd', { from: a.publicity.from })
              : t('fundingPages.noticeRuns', { from: a.publicity.from, to: a.publicity.to })}
          </p>
        ) : null}
      </section>
      {a.editable ? (
        <Form form={form} layout="vertical" initialValues={initial} onValuesChange={changed}>
          <ApplicationForm a={a} form={form} files={<Documents a={a} onChange={keep} />} />
        </Form>
      ) : (
        <ContentView
          a={a}
          onRemark={returning ? (field) => setAsked({ act: returning, field }) : undefined}
        />
      )}
      {a.editable ? null : (
        <Documents
          a={a}
          onChange={keep}
          onRemark={returning ? (field) => setAsked({ act: returning, field }) : undefined}
        />
      )}
      <Calculations a={a} />
      {a.panel ? <PanelView panel={a.panel} /> : null}
      {a.site ? <SiteView site={a.site} /> : null}
      <Objections a={a} />
      <MoneyPanel a={a} />
      <PerformanceView a={a} />
      <Timeline a={a} />
      {asked ? (
        <ActDialog
          a={a}
          act={asked.act}
          firstField={asked.field}
          before={
            a.editable && (dirty || save.isPending)
              ? async () => (await save.mutateAsync()).next.version
              : undefined
          }
          onDone={(next) => {
            setAsked(null);
            keep(next);
            void queries.invalidateQueries({ queryKey: ['funding'] });
            void message.success(t('fundingPages.actDone', { act: data(asked.act.title) }));
          }}
          onRefused={show}
          onFiles={keep}
          onClose={() => setAsked(null)}
        />
      ) : null}
      {order ? <MoneyDialog a={a} kind={order} onClose={() => setOrder(null)} /> : null}
    </div>
  );
}

/** One application, for everybody who may see it: its content, its amounts, its way, and what the reader can do. */
export default function Application() {
  const { id = '' } = useParams();
  const q = useQuery({
    queryKey: ['funding', 'one', id],
    queryFn: () => api.funding.application({ params: { id } }),
    // A form is being filled in: what comes from elsewhere is told by the version, not slipped in.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const queue = useQuery({ queryKey: ['funding', 'queue'], queryFn: () => api.funding.queue() });
  return (
    <Loaded query={q}>
      {(a) => (
        <Sheet
          key={`${a.id}-${a.state}-${a.editable}`}
          a={a}
          way={queue.data?.ways.find((w) => w.id === a.notice.route)}
        />
      )}
    </Loaded>
  );
}
