import { App, Button, Descriptions, Tag } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { uuidV7 } from '#kernel';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { Loaded } from '../../parts/Loaded.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { StateSteps } from '../../parts/StateSteps.tsx';
import { CaseAct } from './CaseAct.tsx';
import { CaseDialog } from './CaseDialog.tsx';
import { ColourMark } from './Marks.tsx';
import type { Case as Data } from './types.ts';

function Evidence({ c, keep }: { c: Data; keep: (c: Data) => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const fail = (e: unknown): void => void message.error(problem(e));
  const upload = useMutation({
    mutationFn: (file: File) =>
      api.supervision.attach({ params: { id: c.id }, upload: { name: file.name, bytes: file } }),
    onSuccess: keep,
    onError: fail,
  });
  return (
    <section className="panel">
      <h2>{t('supervisionPages.evidence')}</h2>
      {c.files.length === 0 ? <p className="quiet">{t('supervisionPages.noEvidence')}</p> : null}
      <ul className="evidence">
        {c.files.map((f) => (
          <li key={f.id}>
            <Button
              type="link"
              size="small"
              style={{ padding: 0, height: 'auto', whiteSpace: 'normal', textAlign: 'left' }}
              onClick={() =>
                void saveFile(api.supervision.file({ params: { id: c.id, file: f.id } }), f.name).catch(fail)
              }
            >
              {f.name}
            </Button>
            <div className="quiet small num">
              {f.by} · {formatTime(f.at)}
            </div>
          </li>
        ))}
      </ul>
      {c.attachable ? (
        <>
          <input
            ref={input}
            type="file"
            style={{ display: 'none' }}
            aria-label={t('supervisionPages.upload')}
            accept=".pdf,.ofd,.docx,.xlsx,.jpg,.jpeg,.png"
            onChange={(e) => {
              const file = e.target.files?.[0];
              e.target.value = '';
              if (file) upload.mutate(file);
            }}
          />
          <Button loading={upload.isPending} onClick={() => input.current?.click()}>
            {t('supervisionPages.upload')}
          </Button>
        </>
      ) : null}
    </section>
  );
}

function IssueOrder({ c }: { c: Data }) {
  const { t } = useI18n();
  const { message, modal } = App.useApp();
  const problem = useProblemText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const issue = useMutation({
    mutationFn: (id: string) => api.supervision.issueOrder({ params: { id: c.id }, body: { id } }),
    onSuccess: (d) => {
      void queries.invalidateQueries({ queryKey: ['supervision'] });
      void navigate(`/supervision/documents/${d.id}`);
    },
    onError: (e) => void message.error(problem(e)),
  });
  return (
    <Button
      loading={issue.isPending}
      onClick={() =>
        modal.confirm({
          title: t('supervisionPages.issueOrder'),
          content: t('supervisionPages.issueHint'),
          onOk: () => issue.mutateAsync(uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)))),
        })
      }
    >
      {t('supervisionPages.issueOrder')}
    </Button>
  );
}

function Sheet({ c }: { c: Data }) {
  const { t, data } = useI18n();
  const { can } = useSession();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Data['can'][number] | null>(null);
  const [changing, setChanging] = useState(false);
  const keep = (next: Data): void => {
    queries.setQueryData(['supervision', 'case', next.id], next);
    void queries.invalidateQueries({ queryKey: ['supervision'] });
  };
  // What ends or undoes stands last.
  const acts = [...c.can.filter((a) => !a.danger), ...c.can.filter((a) => a.danger)];
  const live =
    c.states.some((s) => s.id === c.state && s.at !== null) && c.state !== 'draft' && c.deadline !== null;
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {c.title} <Simulated when={c.simulated} />
          </>
        }
        hint={
          <>
            {c.owner.name} · {t(`supervision.source.${c.source}`)} <Tag>{data(c.stateTitle)}</Tag>
          </>
        }
        extra={
          <>
            {c.editable ? (
              <Button onClick={() => setChanging(true)}>{t('supervisionPages.changeCase')}</Button>
            ) : null}
            {can('supervision.issue') && live && c.documents.length === 0 ? <IssueOrder c={c} /> : null}
          </>
        }
      />
      <StateSteps
        states={c.states}
        state={c.state}
        label={t('supervisionPages.steps')}
        now={t('supervisionPages.stepNow')}
        aside={c.states.filter((s) => s.aside).map((s) => s.id)}
      />
      <section className="panel" aria-label={t('supervisionPages.acts')}>
        <div style={{ marginBottom: 10 }}>
          <ColourMark c={c} />
          {c.due && c.due.day !== c.deadline ? (
            <span className={`small num ${c.due.late ? 'bad-text' : 'quiet'}`}>
              {t('supervisionPages.stepDue', {
                who: t(`supervisionPages.who.${c.due.who}`),
                state: data(c.stateTitle),
                day: c.due.day,
              })}
            </span>
          ) : null}
        </div>
        {c.can.length === 0 ? (
          <p className="quiet">{t('supervisionPages.noActs', { state: data(c.stateTitle) })}</p>
        ) : null}
        <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
          {acts.map((a, n) => (
            <Button
              key={a.id}
              type={n === 0 && !a.danger ? 'primary' : 'default'}
              danger={a.danger}
              onClick={() => setAsked(a)}
            >
              {data(a.title)}
            </Button>
          ))}
        </div>
      </section>
      <section className="panel">
        <h2>{t('supervisionPages.matter')}</h2>
        <Descriptions
          column={1}
          size="small"
          items={[
            {
              key: 'requirement',
              label: t('supervisionPages.requirement'),
              children: <span style={{ whiteSpace: 'pre-line' }}>{c.requirement || '—'}</span>,
            },
            { key: 'deadline', label: t('supervision.column.deadline'), children: c.deadline ?? '—' },
            ...(c.sourceText
              ? [
                  {
                    key: 'source',
                    label: t('supervision.column.source'),
                    children:
                      c.source === 'ledger' ? (
                        <Link to={`/supervision/ledger?entry=${c.sourceRef}`}>{c.sourceText}</Link>
                      ) : (
                        c.sourceText
                      ),
                  },
                ]
              : []),
            ...(c.cooperating
              ? [{ key: 'cooperating', label: t('supervisionPages.cooperating'), children: c.cooperating }]
              : []),
            ...(c.documents.length > 0
              ? [
                  {
                    key: 'documents',
                    label: t('web.page.documents'),
                    children: c.documents.map((d) => (
                      <Link key={d.id} to={`/supervision/documents/${d.id}`}>
                        {d.number}
                      </Link>
                    )),
                  },
                ]
              : []),
          ]}
        />
      </section>
      <Evidence c={c} keep={keep} />
      <section className="panel">
        <h2>{t('supervisionPages.history')}</h2>
        {c.events.length === 0 ? <p className="quiet">{t('supervisionPages.noHistory')}</p> : null}
        <ol reversed style={{ margin: 0, paddingLeft: 24 }}>
          {c.events.toReversed().map((e) => (
            <li key={e.seq} style={{ marginBottom: 8 }}>
              <b>{data(e.actTitle)}</b> → {data(e.toTitle)}{' '}
              <span className="quiet small num">
                {e.body ? `${e.body} · ` : ''}
                {e.by} · {formatTime(e.at)}
              </span>
              {e.day ? <div className="num">{t('supervisionPages.eventDay', { day: e.day })}</div> : null}
              {e.reason ? <div style={{ whiteSpace: 'pre-wrap' }}>{e.reason}</div> : null}
            </li>
          ))}
        </ol>
      </section>
      {asked ? (
        <CaseAct
          c={c}
          act={asked}
          onClose={() => setAsked(null)}
          onDone={(next) => {
            keep(next);
            setAsked(null);
          }}
        />
      ) : null}
      {changing ? <CaseDialog change={c} onClose={() => setChanging(false)} /> : null}
    </div>
  );
}

/** One order: what is asked, where it is, what was done. */
export default function Case() {
  const { id } = useParams();
  const q = useQuery({
    queryKey: ['supervision', 'case', id],
    queryFn: () => api.supervision.case({ params: { id: id! } }),
  });
  return <Loaded query={q}>{(c) => <Sheet c={c} />}</Loaded>;
}
