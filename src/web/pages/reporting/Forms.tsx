import { Collapse, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import type { Field, FormDef } from './types.ts';

/** 报表目录 */
export default function Forms() {
  const { t, data } = useI18n();
  const q = useQuery({
    queryKey: ['reporting', 'forms'],
    queryFn: () => api.reporting.forms(),
    staleTime: 600_000,
  });
  return (
    <Loaded query={q}>
      {({ items }) => (
        <div className="page">
          <PageHead title={t('web.page.reportForms')} hint={t('reportingPages.formsHint')} />
          <Collapse
            items={items.map((f) => ({
              key: f.id,
              label: (
                <>
                  <b>{data(f.title)}</b>{' '}
                  <span className="quiet small">
                    {t(`reportingPages.every.${f.every}`)} · {data(f.who)} ·{' '}
                    {t('reportingPages.dueIn', { days: f.workingDays })}
                  </span>
                </>
              ),
              children: <FormText form={f} />,
            }))}
          />
        </div>
      )}
    </Loaded>
  );
}

function FormText({ form: f }: { form: FormDef }) {
  const { t, data } = useI18n();
  const titles = new Map(f.sections.flatMap((s) => s.fields).map((x) => [x.indicator, data(x.title)]));
  const rows = f.sections.flatMap((s) => s.fields.map((x) => ({ ...x, section: data(s.title) })));
  return (
    <>
      <p>{data(f.help)}</p>
      <p className="quiet">
        <Tag>{t('reportingPages.proposal')}</Tag>
        {f.source}
      </p>
      <p>
        {data(f.review.title)}：
        {f.review.states
          .filter((s) => !s.void)
          .map((s) => data(s.title))
          .join(' → ')}
      </p>
      {rows.length === 0 ? (
        <p>{t('reportingPages.fieldsByAgency')}</p>
      ) : (
        <PlainTable<Field & { section: string }>
          label={data(f.title)}
          query={{ data: { items: rows }, isPending: false, error: null, refetch: () => undefined }}
          rowKey="indicator"
          columns={[
            { title: t('reportingPages.section'), dataIndex: 'section', width: 140 },
            {
              title: t('reportingPages.indicator'),
              width: 220,
              render: (_, x) => (
                <>
                  {data(x.title)} {x.required ? <Tag>{t('reportingPages.required')}</Tag> : null}
                </>
              ),
            },
            { title: t('common.unit'), dataIndex: 'unit', width: 110 },
            { title: t('common.source'), dataIndex: 'source', width: 300 },
          ]}
        />
      )}
      {f.checks.length > 0 ? (
        <>
          <h2 style={{ fontSize: 16 }}>{t('reportingPages.checks')}</h2>
          <ul>
            {f.checks.map((c) => (
              <li key={c.id}>
                <Tag color={c.severity === 'hard' ? 'red' : c.severity === 'soft' ? 'gold' : 'default'}>
                  {t(`reportingPages.severity.${c.severity}`)}
                </Tag>
                {t(`reportingPages.kind.${c.kind as 'balance'}`)}：{c.says}
                {c.kind === 'balance' ||
                c.kind === 'relation' ||
                c.kind === 'together' ||
                c.kind === 'peers' ? null : (
                  <span className="quiet small"> {c.fields.map((x) => titles.get(x) ?? x).join('、')}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </>
  );
}
