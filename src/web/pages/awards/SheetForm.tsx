import { Alert, App, Button, Form, Input, Modal, Radio, Tag } from 'antd';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { grades, score, type Sheet, type SheetRow } from './types.ts';

type Draft = Record<string, Pick<SheetRow, 'ratings' | 'note'>>;

/** Marks typed and not yet sent survive a reload. */
function useSheetDraft(name: string): [Draft, (next: Draft) => void] {
  const key = `duibiao.draft.${name}`;
  const [draft, set] = useState<Draft>(() => {
    try {
      return JSON.parse(sessionStorage.getItem(key) ?? '{}') as Draft;
    } catch {
      return {};
    }
  });
  return [
    draft,
    (next) => {
      set(next);
      if (Object.keys(next).length === 0) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(next));
    },
  ];
}

/** A sheet of marks: six links, A to E, for each enterprise that was assigned. */
export function SheetForm({
  sheet,
  title,
  name,
  save,
  onRecuse,
}: {
  sheet: Sheet;
  title: string;
  name: string;
  save: (items: { assignment: string; ratings: SheetRow['ratings']; note: string }[]) => Promise<Sheet>;
  onRecuse?: (assignment: string, reason: string) => Promise<Sheet>;
}) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [draft, setDraft] = useSheetDraft(`${name}-${sheet.round.id}-${sheet.expert.id}`);
  const [recusing, setRecusing] = useState<SheetRow | null>(null);
  const [reason, setReason] = useState('');
  const rows = useMemo(() => sheet.rows.map((r) => ({ ...r, ...draft[r.assignment] })), [sheet.rows, draft]);
  const refresh = () => queries.invalidateQueries({ queryKey: ['awards'] });
  const send = useMutation({
    mutationFn: () =>
      save(
        Object.entries(draft).map(([assignment, d]) => ({ assignment, ratings: d.ratings, note: d.note })),
      ),
    onSuccess: async () => {
      setDraft({});
      await refresh();
      void message.success(t('awardPages.saved'));
    },
    onError: (e) => void message.error(problem(e)),
  });
  const recuse = useMutation({
    mutationFn: () => onRecuse!(recusing!.assignment, reason),
    onSuccess: async () => {
      const { [recusing!.assignment]: _, ...rest } = draft;
      setDraft(rest);
      setRecusing(null);
      setReason('');
      await refresh();
      void message.success(t('awardPages.recuseDone'));
    },
    onError: (e) => void message.error(problem(e)),
  });
  const links = sheet.rules.links;
  const active = rows.filter((r) => !r.recused);
  const done = active.filter((r) => links.every((l) => r.ratings[l.id])).length;
  const dirty = Object.keys(draft).length;
  const change = (r: SheetRow, next: Partial<Pick<SheetRow, 'ratings' | 'note'>>): void =>
    setDraft({ ...draft, [r.assignment]: { ratings: r.ratings, note: r.note, ...next } });
  const bar = (
    <div style={{ display: 'flex', gap: 10, alignItems: 'center', flexWrap: 'wrap' }}>
      <span className="num">{t('awardPages.sheetProgress', { done, all: active.length })}</span>
      {sheet.open ? (
        <Button type="primary" disabled={dirty === 0} loading={send.isPending} onClick={() => send.mutate()}>
          {t('awardPages.saveScores')}
        </Button>
      ) : null}
    </div>
  );
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {title} <Simulated when={sheet.round.simulated} />
          </>
        }
        hint={sheet.open ? t('awardPages.sheetsHint') : t('awardPages.sheetClosed')}
        extra={bar}
      />
      <details className="panel" style={{ marginBottom: 14 }}>
        <summary>{t('awardPages.ratingGuide')}</summary>
        <ul style={{ margin: '8px 0 0', paddingLeft: 20 }}>
          <li className="num">
            {grades
              .map((g) => t('awardPages.gradeOf', { grade: g, value: sheet.rules.ratings[g] }))
              .join('　')}
          </li>
          {links.map((l) => (
            <li key={l.id}>
              <b>{data(l.title)}</b>：{data(l.anchor)}
            </li>
          ))}
        </ul>
      </details>
      {rows.map((r) => (
        <section className="panel" key={r.assignment} style={{ marginBottom: 12 }}>
          <div style={{ display: 'flex', justifyContent: 'space-between', gap: 8, flexWrap: 'wrap' }}>
            <div>
              <b>
                <span className="num">{r.number}</span> {r.name ?? t('awardPages.anonymous', { n: r.number })}
              </b>{' '}
              <span className="quiet">{r.industryName}</span>{' '}
              {r.recused ? <Tag>{t('awardPages.recused')}</Tag> : null}
              {draft[r.assignment] ? <Tag color="warning">{t('awardPages.unsaved')}</Tag> : null}
              <div className="quiet small num">
                {t('awardPages.level')} {score(r.level)} · {t('awardPages.progress')} {score(r.progress)}
              </div>
            </div>
            {sheet.open && onRecuse && !r.recused ? (
              <Button size="small" onClick={() => setRecusing(r)}>
                {t('awardPages.recuse')}
              </Button>
            ) : null}
          </div>
          {r.recused ? null : (
            <>
              <div className="ratings">
                {links.map((l) => (
                  <div key={l.id} role="group" aria-label={`${r.name ?? r.number} ${data(l.title)}`}>
                    <span>{data(l.title)}</span>
                    {sheet.open ? (
                      <Radio.Group
                        optionType="button"
                        buttonStyle="solid"
                        value={r.ratings[l.id] ?? null}
                        options={grades.map((g) => ({ value: g, label: g }))}
                        onChange={(e) =>
                          change(r, {
                            ratings: {
                              ...r.ratings,
                              [l.id]: e.target.value as string,
                            } as SheetRow['ratings'],
                          })
                        }
                      />
                    ) : (
                      <b>{r.ratings[l.id] ?? '—'}</b>
                    )}
                  </div>
                ))}
              </div>
              {sheet.open || r.note ? (
                <Input.TextArea
                  aria-label={`${r.name ?? r.number} ${t('awardPages.scoreNote')}`}
                  placeholder={t('awardPages.scoreNote')}
                  maxLength={500}
                  autoSize
                  disabled={!sheet.open}
                  value={r.note}
                  onChange={(e) => change(r, { note: e.target.value })}
                />
              ) : null}
            </>
          )}
        </section>
      ))}
      {rows.length > 4 ? bar : null}
      <Modal
        open={recusing !== null}
        title={t('awardPages.recuse')}
        okText={t('awardPages.confirm')}
        cancelText={t('awardPages.cancel')}
        okButtonProps={{ disabled: reason.trim().length < 2, loading: recuse.isPending }}
        onOk={() => recuse.mutate()}
        onCancel={() => setRecusing(null)}
      >
        {recuse.error ? <Alert type="error" showIcon title={problem(recuse.error)} /> : null}
        <Form layout="vertical">
          <Form.Item label={t('awardPages.recuseReason')} required htmlFor="recuse-reason">
            <Input.TextArea
              id="recuse-reason"
              maxLength={500}
              autoSize={{ minRows: 2 }}
              value={reason}
              onChange={(e) => setReason(e.target.value)}
            />
          </Form.Item>
        </Form>
      </Modal>
    </div>
  );
}
