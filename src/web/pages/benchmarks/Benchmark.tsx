import { Button, Form, Modal, Select, Tag } from 'antd';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { z } from 'zod';
import type { runSchema } from '#contract/benchmarks';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { JobProgress } from '../../parts/JobProgress.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { formatTime } from '../../parts/format.ts';

type Run = z.output<typeof runSchema>;

function StartRun({ onClose }: { onClose: () => void }) {
  const { t, data } = useI18n();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const problem = useProblemText();
  const [job, setJob] = useState<string | null>(null);
  const rules = useQuery({
    queryKey: ['benchmarks', 'evaluations'],
    queryFn: () => api.benchmarks.evaluations(),
  });
  const [form] = Form.useForm<{ evaluation: string; year: number }>();
  const evaluation: string | undefined = Form.useWatch('evaluation', form);
  const chosen = rules.data?.items.find((e) => `${e.pack}/${e.id}` === evaluation) ?? rules.data?.items[0];
  const start = useMutation({
    mutationFn: (v: { evaluation: string; year: number }) => {
      const [pack = '', id = ''] = v.evaluation.split('/');
      return api.benchmarks.start({ body: { pack, evaluation: id, year: v.year } });
    },
    onSuccess: (r) => setJob(r.jobId),
  });
  return (
    <Modal
      open
      title={t('benchmarkPages.newRun')}
      onCancel={onClose}
      footer={job ? null : undefined}
      okText={t('benchmarkPages.start')}
      onOk={() => form.submit()}
      confirmLoading={start.isPending}
      okButtonProps={{ disabled: !rules.data || rules.data.years.length === 0 }}
    >
      {start.error ? (
        <p role="alert" className="bad-text">
          {problem(start.error)}
        </p>
      ) : null}
      {job ? (
        <JobProgress
          id={job}
          onDone={(result) => {
            void queries.invalidateQueries({ queryKey: ['benchmarks'] });
            onClose();
            if (typeof result['runId'] === 'string') void navigate(`/benchmark/runs/${result['runId']}`);
          }}
          onClose={onClose}
        />
      ) : rules.data && rules.data.years.length === 0 ? (
        <p>{t('benchmarkPages.noYears')}</p>
      ) : rules.data ? (
        <Form
          form={form}
          layout="vertical"
          initialValues={{
            evaluation: `${rules.data.items[0]?.pack}/${rules.data.items[0]?.id}`,
            year: rules.data.years.at(-1),
          }}
          onFinish={(v) => start.mutate(v)}
        >
          <Form.Item name="evaluation" label={t('benchmarkPages.rule')} rules={[{ required: true }]}>
            <Select
              options={rules.data.items.map((e) => ({
                value: `${e.pack}/${e.id}`,
                label: `${data(e.title)}（${data(e.packTitle)}）`,
              }))}
            />
          </Form.Item>
          <Form.Item name="year" label={t('common.year')} rules={[{ required: true }]}>
            <Select options={rules.data.years.toReversed().map((y) => ({ value: y, label: y }))} />
          </Form.Item>
          {chosen ? (
            <dl className="facts">
              <dt>{t('benchmarkPages.inputs')}</dt>
              <dd>{chosen.inputs.map((i) => data(i.title)).join('、')}</dd>
              <dt>{t('benchmarkPages.outputs')}</dt>
              <dd>{chosen.outputs.map((i) => data(i.title)).join('、')}</dd>
              <dt>{t('benchmarkPages.scoreMethod')}</dt>
              <dd>
                {t(`benchmarkPages.method.${chosen.method}`)}
                {chosen.parts.length > 0
                  ? `：${chosen.parts.map((p) => t('benchmarkPages.partOf', { title: data(p.title), weight: p.weight })).join('＋')}`
                  : ''}
              </dd>
              <dt>{t('benchmarkPages.scoreItems')}</dt>
              <dd>{chosen.items.map((i) => `${data(i.title)} ${i.weight}`).join('、')}</dd>
              {chosen.note === '' ? null : (
                <>
                  <dt>{t('benchmarkPages.note')}</dt>
                  <dd>{chosen.note}</dd>
                </>
              )}
            </dl>
          ) : null}
        </Form>
      ) : null}
    </Modal>
  );
}

/** 对标分析: the runs on file, and a new one. */
export default function Benchmark() {
  const { t, data } = useI18n();
  const { can } = useSession();
  const navigate = useNavigate();
  const [state, change] = useQueryState({ sort: '-createdAt', page: '1', size: '20' });
  const [starting, setStarting] = useState(false);
  const query = { page: Number(state.page), size: Number(state.size), sort: state.sort as '-createdAt' };
  const runs = useQuery({
    queryKey: ['benchmarks', 'runs', query],
    queryFn: () => api.benchmarks.runs({ query }),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="page">
      <PageHead
        title={t('web.page.benchmark')}
        hint={t('benchmarkPages.hint')}
        extra={
          can('benchmarks.run') ? (
            <Button type="primary" onClick={() => setStarting(true)}>
              {t('benchmarkPages.newRun')}
            </Button>
          ) : null
        }
      />
      <DataTable<Run>
        label={t('web.page.benchmark')}
        query={runs}
        rowKey="id"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(page, size) => change({ page: String(page), size: String(size) })}
        sorting={{ sort: state.sort, onSort: (sort) => change({ sort: sort || '-createdAt' }) }}
        empty={t('benchmarkPages.noRuns')}
        emptyHint={can('benchmarks.run') ? t('benchmarkPages.noRunsHint') : t('benchmarkPages.noRunsWait')}
        onRow={(r) => void navigate(`/benchmark/runs/${r.id}`)}
        columns={[
          {
            key: 'year',
            title: t('common.year'),
            dataIndex: 'year',
            sorter: true,
            width: 90,
            className: 'num',
          },
          {
            key: 'title',
            title: t('benchmarkPages.run'),
            render: (_, r) => (
              <>
                <Link to={`/benchmark/runs/${r.id}`}>{data(r.evaluationTitle)}</Link>{' '}
                <Simulated when={r.simulated} />
              </>
            ),
          },
          {
            key: 'subjects',
            title: t('benchmarkPages.evaluatedOf'),
            className: 'num',
            render: (_, r) => `${r.evaluated} / ${r.subjects}`,
          },
          {
            key: 'models',
            title: t('benchmarkPages.models'),
            render: (_, r) => r.rts.map((x) => <Tag key={x}>{x.toUpperCase()}</Tag>),
          },
          {
            key: 'createdAt',
            title: t('benchmarkPages.createdAt'),
            sorter: true,
            className: 'num',
            render: (_, r) => formatTime(r.createdAt),
          },
          { key: 'createdBy', title: t('benchmarkPages.createdBy'), dataIndex: 'createdBy' },
        ]}
      />
      {starting ? <StartRun onClose={() => setStarting(false)} /> : null}
    </div>
  );
}
