import { Table } from 'antd';
import { useI18n } from '../../app/i18n.tsx';
import { TableFrame } from '../../parts/TableFrame.tsx';
import { BasisTag } from '../awards/BasisTag.tsx';
import type { Scheme } from './types.ts';

type Item = Scheme['groups'][number]['items'][number];

/** The scheme as it is written: what counts how much, how points come about, grades; each with where it comes from. */
export function RulesView({ rules }: { rules: Scheme }) {
  const { t, data } = useI18n();
  const per = (x: string): string => `${Math.round(Number(x) * 1000) / 10}%`;
  return (
    <>
      {rules.groups.map((g) => (
        <section key={g.id} className="panel" style={{ marginBottom: 14 }}>
          <h2>
            {data(g.title)} <BasisTag basis={g.basis} />
          </h2>
          <TableFrame label={data(g.title)}>
            <Table<Item>
              size="middle"
              rowKey="id"
              pagination={false}
              scroll={{ x: 'max-content' }}
              dataSource={[...g.items]}
              columns={[
                { key: 'title', title: t('assessmentPages.item'), render: (_, i) => data(i.title) },
                {
                  key: 'kind',
                  title: t('assessmentPages.kind'),
                  width: 120,
                  render: (_, i) => t(`assessmentPages.kind.${i.kind}`),
                },
                {
                  key: 'points',
                  title: t('assessmentPages.points'),
                  width: 90,
                  align: 'right',
                  className: 'num',
                  dataIndex: 'points',
                },
                {
                  key: 'basis',
                  title: t('assessmentPages.basis'),
                  width: 220,
                  render: (_, i) => <BasisTag basis={i.basis} />,
                },
              ]}
            />
          </TableFrame>
        </section>
      ))}
      <section className="panel" style={{ marginBottom: 14 }}>
        <h2>
          {t('assessmentPages.howPoints')} <BasisTag basis={rules.rules.basis} />
        </h2>
        <ul style={{ paddingLeft: 18, margin: 0 }}>
          <li>
            {t('assessmentPages.rule.quantitative', {
              floor: per(rules.rules.floor),
              most: per(rules.rules.most),
            })}
          </li>
          <li>{t('assessmentPages.rule.binding', { most: per(rules.rules.bindingMost) })}</li>
          <li>{t('assessmentPages.rule.qualitative')}</li>
          {rules.rules.forceMajeure ? (
            <li>
              {t('assessmentPages.rule.forceMajeure', {
                below: per(rules.rules.forceMajeure.below),
                share: per(rules.rules.forceMajeure.share),
              })}
            </li>
          ) : null}
          <li>{t('assessmentPages.rule.notApplicable')}</li>
          <li>{t('assessmentPages.rule.bonus', { cap: rules.bonus.cap })}</li>
        </ul>
      </section>
      <section className="panel">
        <h2>{t('assessmentPages.grades')}</h2>
        <ul style={{ paddingLeft: 18, margin: 0 }}>
          {rules.grades.map((g) => (
            <li key={g.id}>
              {data(g.title)}
              {g.atLeast === null
                ? t('assessmentPages.gradeRest')
                : t('assessmentPages.gradeLine', { points: g.atLeast })}
              {g.quota === null ? '' : t('assessmentPages.gradeQuota', { share: per(g.quota) })}{' '}
              <BasisTag basis={g.basis} />
            </li>
          ))}
          {rules.vetoes.map((v) => (
            <li key={v.id}>
              {t('assessmentPages.vetoLine', {
                title: data(v.title),
                grade: data(rules.grades.find((g) => g.id === v.grade)?.title ?? { zh: v.grade }),
              })}{' '}
              <BasisTag basis={v.basis} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
