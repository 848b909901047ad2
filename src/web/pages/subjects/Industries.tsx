import { Input } from 'antd';
import { Link } from 'react-router';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';
import { useRegisters } from '../../parts/useRegisters.ts';

interface Node {
  code: string;
  name: string;
  note: string;
  enterprises: number;
  children?: Node[];
}

/** 行业：GB/T 4754-2017 的采矿、制造、电热燃水 */
export default function Industries() {
  const { t } = useI18n();
  const { can } = useSession();
  const { industries } = useRegisters();
  const [state, change] = useQueryState({ q: '' });
  const q = state.q.trim();
  const list = industries.data?.items ?? [];
  const kids = (parent: string | null): Node[] =>
    list
      .filter((i) => (i.parentCode || null) === parent)
      .flatMap((i) => {
        const children = kids(i.code);
        // A search keeps what matches and the way to it.
        const own = q === '' || i.code.startsWith(q) || i.name.includes(q);
        if (!own && children.length === 0) return [];
        return [
          {
            code: i.code,
            name: i.name,
            note: i.note,
            enterprises: i.enterprises,
            ...(children.length > 0 ? { children } : {}),
          },
        ];
      });
  const tree = kids(null);
  const open = (nodes: readonly Node[]): string[] =>
    nodes.flatMap((n) => [n.code, ...open(n.children ?? [])]);
  return (
    <div className="page">
      <PageHead title={t('web.page.industries')} hint={t('subjectPages.industriesHint')} />
      <div className="filters">
        <Input.Search
          allowClear
          key={state.q}
          defaultValue={state.q}
          aria-label={t('common.search')}
          placeholder={t('subjectPages.searchIndustry')}
          onSearch={(x) => change({ q: x })}
          style={{ width: 260 }}
        />
      </div>
      <PlainTable<Node>
        // Which rows are open is decided when the table appears: again when the register is there, again with each search.
        key={`${q} ${list.length}`}
        label={t('web.page.industries')}
        query={{ ...industries, data: industries.data ? { items: tree } : undefined }}
        rowKey="code"
        expandable={{ defaultExpandedRowKeys: q === '' ? tree.map((n) => n.code) : open(tree) }}
        columns={[
          {
            key: 'name',
            title: t('subjectPages.industry'),
            width: 420,
            render: (_, r) => `${r.code} ${r.name}`,
          },
          {
            key: 'enterprises',
            title: t('subjectPages.enterprises'),
            width: 110,
            className: 'num',
            render: (_, r) =>
              can('subjects.read') && r.enterprises > 0 && /^\d/.test(r.code) ? (
                <Link to={`/enterprises?industry=${r.code}`}>{r.enterprises}</Link>
              ) : (
                r.enterprises
              ),
          },
          {
            key: 'note',
            title: t('subjectPages.note2'),
            dataIndex: 'note',
            render: (v: string) => <span className="quiet small">{v}</span>,
          },
        ]}
      />
    </div>
  );
}
