import { Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';

/** One enterprise of the register, found by part of its name, pinyin initials or credit code. The value is its id. */
export function EnterprisePicker({
  value,
  onChange,
  id,
}: {
  value?: string;
  onChange?: (id: string | undefined) => void;
  id?: string;
}) {
  const { t } = useI18n();
  const [q, setQ] = useState('');
  const found = useQuery({
    queryKey: ['enterprises', 'pick', q],
    queryFn: () => api.subjects.enterprises({ query: { q, size: 20 } }),
    enabled: q.trim().length > 0,
    placeholderData: (before) => before,
  });
  return (
    <Select
      {...(id ? { id } : {})}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      placeholder={t('awardPages.pickEnterprise')}
      value={value ?? null}
      loading={found.isFetching}
      onChange={(v: string | null) => onChange?.(v ?? undefined)}
      options={(found.data?.items ?? []).map((e) => ({ value: e.id, label: `${e.name} ${e.creditCode}` }))}
    />
  );
}
