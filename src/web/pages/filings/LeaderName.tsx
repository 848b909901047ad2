import { AutoComplete } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../api.ts';

/** The name of whom to pursue: picked from the register by name, pinyin or credit code, or written freely for one outside the province. */
export function LeaderName({
  value = '',
  onChange,
  onPick,
  search,
  ...rest
}: {
  value?: string;
  onChange?: (name: string) => void;
  /** Id in the register, or null for what was only written. */
  onPick: (subjectId: string | null) => void;
  /** Only a named enterprise stands in the register; a standard does not. */
  search: boolean;
  id?: string;
}) {
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(value.trim()), 250);
    return () => clearTimeout(timer);
  }, [value]);
  const found = useQuery({
    queryKey: ['filings', 'leaders', asked],
    queryFn: () => api.filings.leaders({ query: { q: asked } }),
    enabled: search && asked.length >= 2,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return (
    <AutoComplete
      {...rest}
      value={value}
      maxLength={120}
      options={
        search && asked.length >= 2
          ? (found.data?.items ?? []).map((x) => ({
              value: x.name,
              key: x.subjectId,
              subjectId: x.subjectId,
              label: x.name,
              about: `${x.creditCode} · ${x.regionName} · ${x.industryName}`,
            }))
          : []
      }
      // The box itself shows the name alone.
      optionRender={({ data }) => (
        <>
          {data.label}
          <div className="quiet small" style={{ whiteSpace: 'normal' }}>
            {(data as { about?: string }).about}
          </div>
        </>
      )}
      onChange={(name: string, option) => {
        onChange?.(name);
        onPick(
          Array.isArray(option) ? null : ((option as { subjectId?: string } | undefined)?.subjectId ?? null),
        );
      }}
    />
  );
}
