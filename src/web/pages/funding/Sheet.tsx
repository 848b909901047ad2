import { App, Button, Form, Input, Modal, Radio, Tag } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import type { z } from 'zod';
import type { sheetSchema } from '#contract/funding';
import { fenText } from '#locales';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { fileSize } from '../../parts/format.ts';
import { Loaded } from '../../parts/Loaded.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { useDraft } from '../../parts/useDraft.ts';

type SheetData = z.output<typeof sheetSchema>;
type Ratings = SheetData['ratings'];
interface Values {
  ratings: Ratings;
  note: string;
}
const grades = ['A', 'B', 'C', 'D', 'E'] as const;

/** A value that the enterprise declared, as it was sent: a figure before its unit. */
const plain = (v: unknown, say: { yes: string; no: string }): string => {
  if (typeof v === 'boolean') return v ? say.yes : say.no;
  if (Array.isArray(v)) return v.map((x) => plain(x, say)).join('、');
  if (typeof v !== 'object' || v === null) return String(v ?? '—');
  const { value, unit, ...rest } = v as Record<string, unknown>;
  return [value, unit, ...Object.values(rest)]
    .filter((x) => x !== undefined)
    .map((x) => plain(x, say))
    .join(' ');
};

function Recuse({ seat, onClose }: { seat: string; onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [form] = Form.useForm<{ reason: string }>();
  const send = useMutation({
    mutationFn: (v: { reason: string }) => api.funding.recuse({ params: { id: seat }, body: v }),
    onSuccess: async () => {
      void message.success(t('fundingPages.recused'));
      await queries.invalidateQueries({ queryKey: ['funding', 'sheets'] });
      void navigate('/funding/sheets');
    },
  });
  return (
    <Modal
      open
      title={t('fundingPages.recuse')}
      okText={t('fundingPages.recuse')}
      cancelText={t('fundingPages.cancel')}
      confirmLoading={send.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {send.error ? (
        <p role="alert" className="bad-text">
          {problem(send.error)}
        </p>
      ) : null}
      <p className="quiet">{t('fundingPages.recuseHint')}</p>
      <Form form={form} layout="vertical" onFinish={(v) => send.mutate(v)}>
        <Form.Item
          name="reason"
          label={t('fundingPages.recuseReason')}
          rules={[{ required: true, min: 2, message: t('fundingPages.required') }]}
        >
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function SheetForm({ s, paper }: { s: SheetData; paper: boolean }) {
  const { t, data } = useI18n();
  const { message, modal } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const draft = useDraft<Values>(`fund-sheet-${s.seat}-${s.revision}`, form);
  const [recusing, setRecusing] = useState(false);
  const send = useMutation({
    mutationFn: (final: boolean) => {
      const v = form.getFieldsValue(true) as Values;
      const ratings = Object.fromEntries(Object.entries(v.ratings).filter(([, x]) => x)) as Ratings;
      const call = paper ? api.funding.enterPaper : api.funding.score;
      return call({
        params: { id: s.seat },
        body: { revision: s.revision, ratings, note: v.note ?? '', final },
      });
    },
    onSuccess: async (next, final) => {
      draft.forget();
      queries.setQueryData(['funding', 'sheet', s.seat], next);
      void message.success(final ? t('fundingPages.sheetDone') : t('fundingPages.saved'));
      await queries.invalidateQueries({ queryKey: ['funding', 'sheets'] });
    },
    onError: (e) => void message.error(problem(e)),
  });
  const finish = async (): Promise<void> => {
    try {
      await form.validateFields();
    } catch {
      void message.warning(t('fundingPages.fillIn'));
      return;
    }
    void modal.confirm({
      title: t('fundingPages.sheetFinal'),
      content: t('fundingPages.sheetFinalHint'),
      okText: t('fundingPages.handIn'),
      cancelText: t('fundingPages.cancel'),
      onOk: () => send.mutate(true),
    });
  };
  return (
    <div className="page">
      <PageHead
        title={data(s.schemeTitle)}
        hint={
          <>
            {[s.name, s.project, t('fundingPages.ofYear', { year: s.year })].filter(Boolean).join(' · ')}{' '}
            <Tag>{t(`fundingPages.seatState.${s.state}`)}</Tag>
          </>
        }
      />
      <section className="panel">
        <h2>{t('fundingPages.content')}</h2>
        <dl className="facts">
          <dt>{t('fundingPages.claimed')}</dt>
          <dd className="num">{s.claimedFen === null ? '—' : fenText(s.claimedFen)}</dd>
          {s.facts.map((f) => (
            <div key={f.id}>
              <dt>{data(f.title)}</dt>
              <dd>{plain(f.value, { yes: t('schemes.yes'), no: t('schemes.no') })}</dd>
            </div>
          ))}
          <dt>{t('fundingPages.note')}</dt>
          <dd style={{ whiteSpace: 'pre-wrap' }}>{s.explanation || '—'}</dd>
        </dl>
        <h3>{t('fundingPages.documents')}</h3>
        <ul style={{ margin: 0, paddingLeft: 20 }}>
          {s.documents.map((d) => (
            <li key={d.id}>
              {data(d.title)}：{d.files.length === 0 ? t('fundingPages.noFile') : null}
              {d.files.map((x) => (
                <Button
                  key={x.id}
                  type="link"
                  size="small"
                  className="file-name"
                  disabled={paper}
                  onClick={() =>
                    void saveFile(
                      api.funding.sheetFile({ params: { id: s.seat, file: x.id } }),
                      x.name,
                    ).catch((e: unknown) => void message.error(problem(e)))
                  }
                >
                  {x.name}（{fileSize(x.size)}）
                </Button>
              ))}
            </li>
          ))}
        </ul>
      </section>
      <Form<Values>
        form={form}
        layout="vertical"
        disabled={!s.open}
        style={{ marginTop: 14 }}
        initialValues={{ ratings: s.ratings, note: s.note, ...draft.initial }}
        onValuesChange={() => draft.keep()}
      >
        <section className="panel">
          <h2>{paper ? t('fundingPages.paperTitle', { n: s.number }) : t('fundingPages.marks')}</h2>
          {s.criteria.map((c) => (
            <Form.Item
              key={c.id}
              name={['ratings', c.id]}
              label={data(c.title)}
              extra={data(c.anchor)}
              rules={[{ required: true, message: t('fundingPages.markMissing') }]}
            >
              <Radio.Group
                optionType="button"
                aria-label={data(c.title)}
                options={grades.map((g) => ({ value: g, label: g }))}
              />
            </Form.Item>
          ))}
          <Form.Item name="note" label={t('fundingPages.expertNote')}>
            <Input.TextArea maxLength={2000} autoSize={{ minRows: 3, maxRows: 8 }} />
          </Form.Item>
          {s.open ? (
            <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
              <Button type="primary" loading={send.isPending} onClick={() => void finish()}>
                {t('fundingPages.handIn')}
              </Button>
              <Button loading={send.isPending} onClick={() => send.mutate(false)}>
                {t('fundingPages.saveDraft')}
              </Button>
              {paper ? null : <Button onClick={() => setRecusing(true)}>{t('fundingPages.recuse')}</Button>}
            </div>
          ) : (
            <p className="quiet">{t('fundingPages.sheetClosed')}</p>
          )}
        </section>
      </Form>
      {recusing ? <Recuse seat={s.seat} onClose={() => setRecusing(false)} /> : null}
    </div>
  );
}

/** One sheet: what was applied for, its documents, and the marks; of an expert without an account, entered from paper. */
export default function Sheet() {
  const { id = '' } = useParams();
  const paper = useLocation().pathname.startsWith('/funding/seats/');
  const q = useQuery({
    queryKey: ['funding', 'sheet', id],
    queryFn: () => (paper ? api.funding.paperSheet : api.funding.sheet)({ params: { id } }),
    refetchOnWindowFocus: false,
  });
  return <Loaded query={q}>{(s) => <SheetForm key={`${s.seat}-${s.state}`} s={s} paper={paper} />}</Loaded>;
}
