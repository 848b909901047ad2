import { Button, Form, Input, InputNumber, Radio } from 'antd';
import type { ReactNode } from 'react';
import { useI18n } from '../../app/i18n.tsx';
import { fenOf, yuanText } from './fen.ts';
import type { Application, Entries } from './types.ts';
import { useFactText } from './useFactText.ts';

/** Members of an act as the form keeps them; amounts are yuan until they are sent. */
export interface EntryValues {
  site?: NonNullable<Entries['site']>;
  assessment?: NonNullable<Entries['assessment']>;
  evaluation?: NonNullable<Entries['evaluation']>;
  recovery?: { yuan: string; by: string };
}

export const toEntries = (asked: readonly string[], v: EntryValues): Entries => ({
  ...(asked.includes('site') && v.site ? { site: v.site } : {}),
  ...(asked.includes('assessment') && v.assessment ? { assessment: v.assessment } : {}),
  ...(asked.includes('evaluation') && v.evaluation ? { evaluation: v.evaluation } : {}),
  ...(asked.includes('recovery') && v.recovery
    ? { recovery: { amountFen: fenOf(v.recovery.yuan) ?? '', by: v.recovery.by } }
    : {}),
});

/** What the form starts with: the declared figures to be held against the place, a first goal, the whole amount that was paid. */
export function useFirstEntries(a: Application): (asked: readonly string[]) => EntryValues {
  const lines = useFactText()(a);
  const paid = a.transactions.reduce(
    (n, x) =>
      x.kind === 'payment' ? n + BigInt(x.amountFen) : x.kind === 'recovery' ? n - BigInt(x.amountFen) : n,
    0n,
  );
  return (asked) => ({
    ...(asked.includes('site')
      ? {
          site: {
            day: '',
            inspectors: [
              { name: '', organisation: '' },
              { name: '', organisation: '' },
            ],
            items: lines
              .filter((l) => l.value !== '—')
              .map((l) => ({ item: `${l.title}：${l.value}`, agrees: true, found: '' })),
            conclusion: 'agrees' as const,
          },
        }
      : {}),
    ...(asked.includes('assessment')
      ? {
          assessment: {
            goals: [{ goal: '', target: '', actual: '' }],
            points: null as unknown as number,
            summary: '',
          },
        }
      : {}),
    ...(asked.includes('recovery')
      ? { recovery: { yuan: paid > 0n ? yuanText(String(paid)) : '', by: '' } }
      : {}),
  });
}

function Rows({
  name,
  least,
  add,
  empty,
  children,
}: {
  name: string[];
  least: number;
  add: string;
  empty: object;
  children: (at: number) => ReactNode;
}) {
  const { t } = useI18n();
  return (
    <Form.List name={name}>
      {(rows, act) => (
        <div style={{ marginBottom: 14 }}>
          {rows.map(({ key, name: at }) => (
            <div key={key} style={{ display: 'flex', gap: 8, alignItems: 'start' }}>
              <div className="fields" style={{ flex: 1 }}>
                {children(at)}
              </div>
              {rows.length > least ? (
                <Button
                  aria-label={t('fundingPages.removeRow', { n: at + 1 })}
                  style={{ marginTop: 30 }}
                  onClick={() => act.remove(at)}
                >
                  ×
                </Button>
              ) : null}
            </div>
          ))}
          <Button size="small" onClick={() => act.add({ ...empty })}>
            {add}
          </Button>
        </div>
      )}
    </Form.List>
  );
}

/** The fields of what an act must come with, besides its opinion. */
export function ActEntries({ asked }: { asked: readonly string[] }) {
  const { t } = useI18n();
  const required = (message: string = t('fundingPages.required')) => [{ required: true, message }];
  return (
    <>
      {asked.includes('site') ? (
        <>
          <Form.Item name={['site', 'day']} label={t('fundingPages.siteDay')} rules={required()}>
            <Input type="date" style={{ maxWidth: 200 }} />
          </Form.Item>
          <h3>{t('fundingPages.inspectors')}</h3>
          <Rows
            name={['site', 'inspectors']}
            least={2}
            add={t('fundingPages.addInspector')}
            empty={{ name: '', organisation: '' }}
          >
            {(at) => (
              <>
                <Form.Item
                  name={[at, 'name']}
                  label={t('fundingPages.inspector')}
                  rules={[{ required: true, min: 2, message: t('fundingPages.required') }]}
                >
                  <Input maxLength={60} />
                </Form.Item>
                <Form.Item
                  name={[at, 'organisation']}
                  label={t('fundingPages.organisation')}
                  rules={[{ required: true, min: 2, message: t('fundingPages.required') }]}
                >
                  <Input maxLength={120} />
                </Form.Item>
              </>
            )}
          </Rows>
          <h3>{t('fundingPages.siteItems')}</h3>
          <Rows
            name={['site', 'items']}
            least={1}
            add={t('fundingPages.addItem')}
            empty={{ item: '', agrees: true, found: '' }}
          >
            {(at) => (
              <>
                <Form.Item name={[at, 'item']} label={t('fundingPages.siteItem')} rules={required()}>
                  <Input maxLength={200} />
                </Form.Item>
                <Form.Item name={[at, 'agrees']} label={t('fundingPages.siteAgrees')}>
                  <Radio.Group
                    options={[
                      { value: true, label: t('fundingPages.agrees') },
                      { value: false, label: t('fundingPages.agreesNot') },
                    ]}
                  />
                </Form.Item>
                <Form.Item name={[at, 'found']} label={t('fundingPages.siteFound')}>
                  <Input maxLength={500} />
                </Form.Item>
              </>
            )}
          </Rows>
          <Form.Item name={['site', 'conclusion']} label={t('fundingPages.conclusion')} rules={required()}>
            <Radio.Group
              options={(['agrees', 'minor', 'differs'] as const).map((v) => ({
                value: v,
                label: t(`fundingPages.conclusion.${v}`),
              }))}
            />
          </Form.Item>
        </>
      ) : null}
      {asked.includes('assessment') ? (
        <>
          <h3>{t('fundingPages.goals')}</h3>
          <Rows
            name={['assessment', 'goals']}
            least={1}
            add={t('fundingPages.addGoal')}
            empty={{ goal: '', target: '', actual: '' }}
          >
            {(at) => (
              <>
                <Form.Item
                  name={[at, 'goal']}
                  label={t('fundingPages.goal')}
                  rules={[{ required: true, min: 2, message: t('fundingPages.required') }]}
                >
                  <Input maxLength={200} />
                </Form.Item>
                <Form.Item name={[at, 'target']} label={t('fundingPages.goalTarget')} rules={required()}>
                  <Input maxLength={100} />
                </Form.Item>
                <Form.Item name={[at, 'actual']} label={t('fundingPages.goalActual')} rules={required()}>
                  <Input maxLength={100} />
                </Form.Item>
              </>
            )}
          </Rows>
          <Form.Item name={['assessment', 'points']} label={t('fundingPages.ownPoints')} rules={required()}>
            <InputNumber min={0} max={100} precision={1} step={1} />
          </Form.Item>
          <Form.Item
            name={['assessment', 'summary']}
            label={t('fundingPages.summary')}
            rules={[{ required: true, min: 10, message: t('fundingPages.summaryShort') }]}
          >
            <Input.TextArea maxLength={4000} autoSize={{ minRows: 3, maxRows: 10 }} />
          </Form.Item>
        </>
      ) : null}
      {asked.includes('evaluation') ? (
        <>
          <Form.Item name={['evaluation', 'points']} label={t('fundingPages.points')} rules={required()}>
            <InputNumber min={0} max={100} precision={1} step={1} />
          </Form.Item>
          <Form.Item
            name={['evaluation', 'text']}
            label={t('fundingPages.evaluationText')}
            rules={[{ required: true, min: 2, message: t('fundingPages.required') }]}
          >
            <Input.TextArea maxLength={4000} autoSize={{ minRows: 3, maxRows: 10 }} />
          </Form.Item>
        </>
      ) : null}
      {asked.includes('recovery') ? (
        <div className="fields">
          <Form.Item
            name={['recovery', 'yuan']}
            label={t('fundingPages.recoveryYuan')}
            rules={[
              {
                validator: (_, v: string | undefined) =>
                  fenOf(v ?? '')
                    ? Promise.resolve()
                    : Promise.reject(new Error(t('fundingPages.amountForm'))),
              },
            ]}
          >
            <Input inputMode="decimal" />
          </Form.Item>
          <Form.Item name={['recovery', 'by']} label={t('fundingPages.recoveryBy')} rules={required()}>
            <Input type="date" />
          </Form.Item>
        </div>
      ) : null}
    </>
  );
}
