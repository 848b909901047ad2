import { Input, Select, TreeSelect } from 'antd';
import { useI18n } from '../app/i18n.tsx';
import { regionTree, useRegisters } from './useRegisters.ts';

/** The search box of a list; what stands in the address stands in the box. */
export function SearchFilter({
  q,
  placeholder,
  onSearch,
}: {
  q: string;
  placeholder: string;
  onSearch: (q: string) => void;
}) {
  const { t } = useI18n();
  return (
    <Input.Search
      allowClear
      key={q}
      defaultValue={q}
      aria-label={t('common.search')}
      placeholder={placeholder}
      onSearch={onSearch}
      style={{ width: 260 }}
    />
  );
}

/** One place with all below it, of those that the register has. */
export function RegionFilter({ region, onChange }: { region: string; onChange: (region: string) => void }) {
  const { t } = useI18n();
  const { regions } = useRegisters();
  return (
    <TreeSelect
      allowClear
      treeDefaultExpandAll
      showSearch={{ treeNodeFilterProp: 'title' }}
      aria-label={t('subjectPages.region')}
      placeholder={t('subjectPages.region')}
      value={region || null}
      onChange={(v: string | null) => onChange(v ?? '')}
      treeData={regionTree(regions.data?.items ?? [])}
      popupMatchSelectWidth={240}
    />
  );
}

/** Region and park of a list of enterprises, whatever is listed of them. */
export function PlaceFilters({
  region,
  park,
  onChange,
}: {
  region: string;
  park: string;
  onChange: (change: { region?: string; park?: string | undefined }) => void;
}) {
  const { t } = useI18n();
  const { parks } = useRegisters();
  return (
    <>
      <RegionFilter region={region} onChange={(v) => onChange({ region: v })} />
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('subjectPages.park')}
        placeholder={t('subjectPages.park')}
        value={park || null}
        onChange={(v: string | undefined) => onChange({ park: v })}
        options={(parks.data?.items ?? []).map((p) => ({ value: p.code, label: p.name }))}
        popupMatchSelectWidth={280}
      />
    </>
  );
}
