import { App, Button, Form, Input, Modal, Select, TreeSelect } from 'antd';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { z } from 'zod';
import type { enterpriseRowSchema } from '#contract/subjects';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { PlaceFilters, SearchFilter } from '../../parts/filters.tsx';
import { useFormProblem } from '../../parts/useFormProblem.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Simulated } from '../../parts/Simulated.tsx';
import { useDraft } from '../../parts/useDraft.ts';
import { useQueryState } from '../../parts/useQueryState.ts';
import { regionTree, useRegisters } from '../../parts/useRegisters.ts';

type Row = z.output<typeof enterpriseRowSchema>;
type Query = NonNullable<NonNullable<Parameters<typeof api.subjects.enterprises>[0]>['query']>;

export interface EnterpriseForm {
  creditCode: string;
  name: string;
  regionCode: string;
  industryCode: string;
  parkCode?: string | null;
  years: string;
}
export const yearsOf = (text: string | undefined): number[] =>
  (text ?? '')
    .split(/[,，、\s]+/)
    .filter((x) => /^\d{4}$/.test(x))
    .map(Number);

/** The fields of an enterprise; shared by registering and editing. */
export function EnterpriseFields({ withCode }: { withCode: boolean }) {
  const { t } = useI18n();
  const { regions, parks } = useRegisters();
  const form = Form.useFormInstance<EnterpriseForm>();
  const region: string | undefined = Form.useWatch('regionCode', form);
  const near = (parks.data?.items ?? []).filter(
    (p) => !region || p.regionCode === region || p.regionCode.slice(0, 4) === region.slice(0, 4),
  );
  return (
    <>
      {withCode ? (
        <Form.Item
          name="creditCode"
          label={t('subjectPages.creditCode')}
          extra={t('subjectPages.codeHint')}
          rules={[{ required: true, message: t('subjectPages.codeNeeded') }]}
        >
          <Input maxLength={40} />
        </Form.Item>
      ) : null}
      <Form.Item
        name="name"
        label={t('subjectPages.name')}
        rules={[{ required: true, min: 2, message: t('subjectPages.nameNeeded') }]}
      >
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item
        name="regionCode"
        label={t('subjectPages.region')}
        rules={[{ required: true, message: t('subjectPages.regionNeeded') }]}
      >
        <TreeSelect
          treeDefaultExpandAll
          showSearch={{ treeNodeFilterProp: 'title' }}
          treeData={regionTree(regions.data?.items ?? [])}
        />
      </Form.Item>
      <Form.Item name="parkCode" label={t('subjectPages.park')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('subjectPages.outsidePark')}
          options={near.map((p) => ({ value: p.code, label: p.name }))}
        />
      </Form.Item>
      <Form.Item
        name="industryCode"
        label={t('subjectPages.industry')}
        extra={t('subjectPages.industryHint')}
        rules={[{ required: true, pattern: /^\d{4}$/, message: t('subjectPages.industryNeeded') }]}
      >
        <Input inputMode="numeric" maxLength={4} />
      </Form.Item>
      <Form.Item name="years" label={t('subjectPages.aboveScaleYear')} extra={t('subjectPages.yearsHint')}>
        <Input />
      </Form.Item>
    </>
  );
}

function Register({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [form] = Form.useForm<EnterpriseForm>();
  const draft = useDraft('enterprise', form);
  const refused = useFormProblem(form);
  const create = useMutation({
    mutationFn: (v: EnterpriseForm) =>
      api.subjects.createEnterprise({
        body: {
          creditCode: v.creditCode,
          name: v.name,
          regionCode: v.regionCode,
          industryCode: v.industryCode,
          parkCode: v.parkCode ?? null,
          aboveScale: yearsOf(v.years),
        },
      }),
    onSuccess: (e) => {
      draft.forget();
      void message.success(t('subjectPages.registered'));
      void queries.invalidateQueries({ queryKey: ['enterprises'] });
      void navigate(`/enterprises/${e.id}`);
    },
    onError: refused.show,
  });
  return (
    <Modal
      open
      title={t('subjectPages.registerTitle')}
      okText={t('common.save')}
      onCancel={onClose}
      onOk={() => form.submit()}
      confirmLoading={create.isPending}
    >
      {refused.text ? (
        <p role="alert" className="bad-text">
          {refused.text}
        </p>
      ) : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={draft.initial}
        onValuesChange={draft.keep}
        onFinish={(v) => create.mutate(v)}
      >
        <EnterpriseFields withCode />
      </Form>
    </Modal>
  );
}

/** 企业名录 */
export default function Enterprises() {
  const { t } = useI18n();
  const { can } = useSession();
  const navigate = useNavigate();
  const { industries } = useRegisters();
  const [adding, setAdding] = useState(false);
  const [state, change, reset] = useQueryState({
    q: '',
    region: '',
    park: '',
    industry: '',
    sizeClass: '',
    year: '',
    sort: 'name',
    page: '1',
    size: '20',
  });
  const filters = Object.fromEntries(
    Object.entries({
      q: state.q,
      region: state.region,
      park: state.park,
      industry: state.industry,
      sizeClass: state.sizeClass,
      year: state.year,
      sort: state.sort,
    }).filter(([, v]) => v !== ''),
  ) as Query;
  const query = { ...filters, page: Number(state.page), size: Number(state.size) } as Query;
  const list = useQuery({
    queryKey: ['enterprises', query],
    queryFn: () => api.subjects.enterprises({ query }),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="page">
      <PageHead
        title={t('web.page.enterprises')}
        hint={t('subjectPages.enterprisesHint')}
        extra={
          <>
            {can('subjects.write') ? (
              <Button type="primary" onClick={() => setAdding(true)}>
                {t('subjectPages.register')}
              </Button>
            ) : null}
            <Button
              onClick={() =>
                void saveFile(
                  api.subjects.exportEnterprises({ query: filters }),
                  `${t('web.page.enterprises')}.xlsx`,
                )
              }
            >
              {t('common.export')}
            </Button>
          </>
        }
      />
      <div className="filters">
        <SearchFilter
          q={state.q}
          placeholder={t('subjectPages.searchEnterprise')}
          onSearch={(q) => change({ q })}
        />
        <PlaceFilters region={state.region} park={state.park} onChange={change} />
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('subjectPages.industry')}
          placeholder={t('subjectPages.industry')}
          value={state.industry || null}
          onChange={(v: string | undefined) => change({ industry: v })}
          options={(industries.data?.items ?? [])
            .filter((i) => i.level === 'division')
            .map((i) => ({ value: i.code, label: `${i.code} ${i.name}` }))}
          popupMatchSelectWidth={300}
        />
        <Select
          allowClear
          aria-label={t('subjectPages.size')}
          placeholder={t('subjectPages.size')}
          value={state.sizeClass || null}
          onChange={(v: string | undefined) => change({ sizeClass: v })}
          options={(['large', 'medium', 'small', 'micro'] as const).map((s) => ({
            value: s,
            label: t(`subjectPages.size.${s}`),
          }))}
        />
        <Button onClick={reset} style={{ minWidth: 0 }}>
          {t('common.reset')}
        </Button>
      </div>
      <DataTable<Row>
        label={t('web.page.enterprises')}
        query={list}
        rowKey="id"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(page, size) => change({ page: String(page), size: String(size) })}
        sorting={{ sort: state.sort, onSort: (sort) => change({ sort: sort || 'name' }) }}
        empty={t('subjectPages.noEnterprises')}
        emptyHint={t('subjectPages.noEnterprisesHint')}
        onRow={(r) => void navigate(`/enterprises/${r.id}`)}
        columns={[
          {
            key: 'name',
            title: t('subjectPages.name'),
            sorter: true,
            width: 270,
            render: (_, r) => (
              <>
                <Link to={`/enterprises/${r.id}`}>{r.name}</Link>
                <Simulated when={r.simulated} />
              </>
            ),
          },
          {
            key: 'creditCode',
            title: t('subjectPages.creditCode'),
            dataIndex: 'creditCode',
            sorter: true,
            width: 190,
            className: 'num',
          },
          {
            key: 'region',
            title: t('subjectPages.region'),
            dataIndex: 'regionName',
            sorter: true,
            width: 110,
          },
          {
            key: 'park',
            title: t('subjectPages.park'),
            width: 190,
            render: (_, r) => r.parkName ?? t('subjectPages.outsidePark'),
          },
          {
            key: 'industry',
            title: t('subjectPages.industry'),
            sorter: true,
            width: 190,
            render: (_, r) => `${r.industryCode} ${r.industryName}`,
          },
          {
            key: 'size',
            title: t('subjectPages.size'),
            width: 80,
            render: (_, r) => (r.size ? t(`subjectPages.size.${r.size}`) : '—'),
          },
          {
            key: 'aboveScale',
            title: t('subjectPages.aboveScale'),
            width: 120,
            className: 'num',
            render: (_, r) =>
              r.aboveScale.length === 0
                ? '—'
                : r.aboveScale.length === 1
                  ? r.aboveScale[0]
                  : `${r.aboveScale[0]}–${r.aboveScale.at(-1)}`,
          },
        ]}
      />
      {adding ? <Register onClose={() => setAdding(false)} /> : null}
    </div>
  );
}
