import { App, Select } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';

/** Which accounts sign, report and finish for a department; places are told by the scope of their accounts. */
export function Desks() {
  const { t } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const q = useQuery({ queryKey: ['supervision', 'desks'], queryFn: () => api.supervision.desks() });
  const set = useMutation({
    mutationFn: (v: { id: string; accounts: string[] }) =>
      api.supervision.setDesk({ params: { id: v.id }, body: { accounts: v.accounts } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['supervision'] });
      void message.success(t('supervisionPages.saved'));
    },
    onError: (e) => void message.error(problem(e)),
  });
  return (
    <Loaded query={q}>
      {(d) => (
        <>
          <p className="quiet">{t('supervisionPages.desksHint')}</p>
          {d.items.length === 0 ? <p>{t('supervisionPages.noLedger')}</p> : null}
          {d.items.map((x) => (
            <div key={x.owner.id} style={{ marginBottom: 12 }}>
              <div style={{ marginBottom: 4 }}>{x.owner.name}</div>
              <Select
                mode="multiple"
                aria-label={x.owner.name}
                placeholder={t('supervisionPages.noDesk')}
                style={{ width: '100%' }}
                value={x.accounts.map((a) => a.id)}
                onChange={(accounts: string[]) => set.mutate({ id: x.owner.id, accounts })}
                optionFilterProp="label"
                options={d.accounts.map((a) => ({ value: a.id, label: `${a.name}（${a.body}）` }))}
              />
            </div>
          ))}
        </>
      )}
    </Loaded>
  );
}
