import { Alert, App, Button, Form, Input, Modal, Select, Tag } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { uuidV7 } from '#kernel';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { formatTime, shortDecimal } from '../../parts/format.ts';
import { Awaiting } from '../../parts/Loaded.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useDraft } from '../../parts/useDraft.ts';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import { Swap } from './Ranking.tsx';
import type { UnitScore } from './types.ts';

type Item = UnitScore['items'][number];
interface Values {
  item: string;
  text: string;
}

function AppealDialog({
  round,
  score,
  onClose,
}: {
  round: { id: string };
  score: UnitScore;
  onClose: () => void;
}) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const trouble = useFormProblem(form);
  const draft = useDraft<Values>(`assessment-appeal-${round.id}`, form);
  const [id] = useState(() => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  const send = useMutation({
    mutationFn: (v: Values) =>
      api.assessment.appeal({
        params: { id: round.id },
        body: { id, unit: score.unit.id, item: v.item, text: v.text },
      }),
    onSuccess: async ({ number }) => {
      draft.forget();
      await queries.invalidateQueries({ queryKey: ['assessment'] });
      void message.success(t('assessmentPages.appealed', { n: number }));
      onClose();
    },
    onError: trouble.show,
  });
  return (
    <Modal
      open
      title={t('assessmentPages.appeal')}
      okText={t('assessmentPages.appealSend')}
      cancelText={t('common.cancel')}
      confirmLoading={send.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {trouble.text ? (
        <Alert type="error" showIcon title={trouble.text} style={{ marginBottom: 12 }} />
      ) : null}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ item: '', ...draft.initial }}
        onValuesChange={() => draft.keep()}
        onFinish={(v) => send.mutate(v)}
      >
        <Form.Item name="item" label={t('assessmentPages.appealItem')}>
          <Select
            options={[
              { value: '', label: t('assessmentPages.wholeSheet') },
              ...score.items.map((i) => ({ value: i.item, label: data(i.title) })),
            ]}
          />
        </Form.Item>
        <Form.Item
          name="text"
          label={t('assessmentPages.appealText')}
          rules={[{ required: true, min: 5, message: t('assessmentPages.appealShort') }]}
        >
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 4 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Parts of an item, or its one figure, with how it earned what. */
function Parts({ item }: { item: Item }) {
  const { t } = useI18n();
  return (
    <ul style={{ paddingLeft: 18, margin: 0 }}>
      {item.parts.map((p) => (
        <li key={p.part}>
          {p.part === '' ? '' : `${p.entry?.title ?? p.part}：`}
          {p.entry?.target != null && p.entry.actual !== null
            ? t('assessmentPages.figureLine', {
                target: shortDecimal(p.entry.target),
                actual: shortDecimal(p.entry.actual),
              })
            : ''}
          {p.ratio === null
            ? ''
            : t('assessmentPages.ratioLine', { ratio: `${Math.round(Number(p.ratio) * 1000) / 10}%` })}
          {t(`assessmentPages.scored.${p.rule}`)} <Simulated when={p.entry?.simulated ?? false} />
          {p.entry && p.entry.source !== '' ? (
            <div className="quiet small">
              {p.entry.source}
              {p.entry.note === '' ? '' : ` · ${p.entry.note}`}
            </div>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** One unit's sheet: every point down to the figure and its source; the way to appeal. */
export default function UnitSheet() {
  const { id = '', unit = '' } = useParams();
  const { t, data } = useI18n();
  const [appealing, setAppealing] = useState(false);
  const q = useQuery({
    queryKey: ['assessment', 'sheet', id, unit],
    queryFn: () => api.assessment.sheet({ params: { id, unit } }),
  });
  if (q.error || !q.data) return <Awaiting query={q} />;
  const { round, score: s, marks, appeals, mayAppeal, of, run } = q.data;
  return (
    <div className="page">
      <PageHead
        title={
          <>
            {s.unit.name} <Simulated when={round.simulated} />
          </>
        }
        hint={
          <>
            <Link to={`/assessments/${id}`}>{round.title}</Link> <Tag>{data(round.stateTitle)}</Tag>
            {t('assessmentPages.runOf', { seq: run.seq, hash: run.resultHash.slice(0, 12) })}
          </>
        }
        extra={
          mayAppeal ? (
            <Button type="primary" onClick={() => setAppealing(true)}>
              {t('assessmentPages.appeal')}
            </Button>
          ) : null
        }
      />
      <div className="stats">
        <div className="stat">
          <span>{t('assessmentPages.total')}</span>
          <b className="num">{s.total}</b>
          <div className="quiet small num">
            {t('assessmentPages.madeOf', { base: s.base, bonus: s.bonus, deducted: s.deducted })}
          </div>
        </div>
        <div className="stat">
          <span>{t('assessmentPages.place')}</span>
          <b className="num">
            {s.place} / {of}
          </b>
          <div className="quiet small num">
            {s.interval[0] === s.interval[1]
              ? t('assessmentPages.firm')
              : t('assessmentPages.between', { best: s.interval[0], worst: s.interval[1] })}
          </div>
        </div>
        <div className="stat">
          <span>{t('assessmentPages.grade')}</span>
          <b className="num">{data(s.gradeTitle)}</b>
          <div className="quiet small">{s.heldBy ? t(`assessmentPages.heldBy.${s.heldBy}`) : ' '}</div>
        </div>
      </div>
      {s.lower ? (
        <p>
          <Swap score={s} />
        </p>
      ) : null}
      {Number(s.overCap) > 0 ? (
        <p className="quiet">{t('assessmentPages.overCap', { points: s.overCap })}</p>
      ) : null}
      <PlainTable<Item>
        label={t('assessmentPages.sheet')}
        query={{ data: { items: s.items }, isPending: false, error: null, refetch: () => undefined }}
        rowKey="item"
        columns={[
          {
            key: 'item',
            title: t('assessmentPages.item'),
            width: 240,
            render: (_, i) => (
              <>
                {data(i.title)} <Tag>{t(`assessmentPages.kind.${i.kind}`)}</Tag>
              </>
            ),
          },
          {
            key: 'earned',
            title: t('assessmentPages.earned'),
            width: 130,
            align: 'right',
            className: 'num',
            render: (_, i) =>
              i.earned === null ? t('assessmentPages.applies.no') : `${i.earned} / ${i.points}`,
          },
          {
            key: 'parts',
            title: t('assessmentPages.whatFor'),
            width: 520,
            render: (_, i) => <Parts item={i} />,
          },
        ]}
      />
      {marks.length > 0 ? (
        <section className="panel" style={{ marginTop: 14 }}>
          <h2>{t('assessmentPages.marks')}</h2>
          <ul style={{ paddingLeft: 18, margin: 0 }}>
            {marks.map((m) => (
              <li key={m.id} className={m.withdrawn ? 'quiet' : ''}>
                {t(`assessmentPages.mark.${m.kind}`)} · {data(m.title)}
                {m.kind === 'veto' ? '' : ` · ${m.value}`} · {m.source}
                {m.withdrawn
                  ? ` · ${t('assessmentPages.withdrawn', { by: m.withdrawn.by, reason: m.withdrawn.reason })}`
                  : ''}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {appeals.length > 0 ? (
        <section className="panel" style={{ marginTop: 14 }}>
          <h2>{t('assessmentPages.appeals')}</h2>
          <ul style={{ paddingLeft: 18, margin: 0 }}>
            {appeals.map((a) => (
              <li key={a.id} style={{ marginBottom: 8 }}>
                {a.itemTitle ? `${data(a.itemTitle)}：` : ''}
                {a.text}
                <div className="quiet small">
                  {a.answer
                    ? `${t(`assessmentPages.upheld.${a.answer.upheld ? 'yes' : 'no'}`)} · ${a.answer.text} · ${formatTime(a.answer.at)}`
                    : t('assessmentPages.unanswered')}
                </div>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {appealing ? <AppealDialog round={round} score={s} onClose={() => setAppealing(false)} /> : null}
    </div>
  );
}
