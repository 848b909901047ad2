import { Button, Checkbox, Form, Input, InputNumber, Select, type FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { useI18n } from '../../app/i18n.tsx';
import { Files } from './Files.tsx';
import { LeaderName } from './LeaderName.tsx';
import { Card, grid, MeasureFields, wide } from './MeasureFields.tsx';
import {
  benchmarkKinds,
  leaderKinds,
  links,
  newKey,
  type Content,
  type Filing,
  type Item,
  type Link,
} from './types.ts';

export type FormValues = Omit<Content, 'leader'> & { leader: NonNullable<Content['leader']> };

export const toForm = (c: Content): FormValues => ({
  ...c,
  leader: c.leader ?? { kind: 'named', name: '', subjectId: null, note: '' },
});
/** An untouched leader is none, so that the act that needs one says so. */
export const toContent = (v: FormValues): Content => ({
  leader: v.leader.name.trim() === '' && v.leader.note.trim() === '' ? null : v.leader,
  items: v.items,
  measures: v.measures,
});

/** The content of a filing while it may be changed. Remarks of a return stand under the field they are about. */
export function FilingForm({
  f,
  form,
  offered,
  onPick,
  before,
  onFiles,
}: {
  f: Filing;
  form: FormInstance<FormValues>;
  /** Whom the latest run names as worth pursuing. */
  offered: readonly FormValues['leader'][];
  onPick: (leader: FormValues['leader']) => void;
  /** Saves what is typed, when something is. */
  before: (() => Promise<unknown>) | undefined;
  onFiles: (f: Filing) => void;
}) {
  const { t, data } = useI18n();
  const remark = (field: string): { extra?: ReactNode } => {
    const said = f.remarks.filter((r) => r.field === field);
    return said.length === 0
      ? {}
      : {
          extra: said.map((r) => (
            <div key={r.text} className="bad-text">
              {t('filingPages.remarkAt', { text: r.text })}
            </div>
          )),
        };
  };
  const items = (Form.useWatch('items', form) ?? []) as (Item | undefined)[];
  const leaderKind = Form.useWatch(['leader', 'kind'], form) as string | undefined;
  const leaderId = Form.useWatch(['leader', 'subjectId'], form) as string | null | undefined;
  const indicators = new Map(f.indicators.map((i) => [i.id, i]));
  const choose = (n: number, id: string | null): void => {
    const i = id === null ? undefined : indicators.get(id);
    if (i)
      for (const [k, v] of Object.entries({ name: data(i.title), unit: i.unit, direction: i.direction }))
        form.setFieldValue(['items', n, k as 'name'], v);
  };
  const figure = (name: number, field: keyof Item, key: string) => (
    <Form.Item
      name={[name, field]}
      label={t(`filingPages.${field as 'baseline'}`)}
      {...remark(`items.${key}.${field}`)}
    >
      <Input inputMode="decimal" maxLength={40} />
    </Form.Item>
  );
  const emptyItem = (): Item => ({
    key: newKey('i'),
    indicator: null,
    name: '',
    unit: '',
    direction: 'up',
    link: null,
    baseline: '',
    baselineYear: f.year - 1,
    benchmark: '',
    benchmarkKind: null,
    benchmarkYear: f.year - 1,
    target: '',
    due: `${f.year}-12-31`,
    weight: '1',
    mandatory: false,
    evidence: '',
    run: null,
  });
  const linkOptions = links.map((l) => ({ value: l, label: t(`filings.link.${l}`) }));
  return (
    <>
      <section className="panel">
        <h2>{t('filingPages.leader')}</h2>
        <Form.Item name={['leader', 'subjectId']} hidden>
          <Input />
        </Form.Item>
        {offered.length > 0 ? (
          <Select
            aria-label={t('filingPages.pickLeader')}
            placeholder={t('filingPages.pickLeader')}
            value={null}
            onChange={(name: string | null) => {
              const l = offered.find((x) => x.name === name);
              if (l) onPick(l);
            }}
            options={offered.map((l) => ({
              value: l.name,
              label: `${l.name}（${t(`filings.leader.${l.kind}`)}）`,
            }))}
            popupMatchSelectWidth={false}
            style={{ width: 320, maxWidth: '100%', marginBottom: 12 }}
          />
        ) : null}
        <div style={grid}>
          <Form.Item name={['leader', 'kind']} label={t('filingPages.leaderKind')} {...remark('leader.kind')}>
            <Select
              options={leaderKinds.map((k) => ({ value: k, label: t(`filings.leader.${k}`) }))}
              onChange={() => form.setFieldValue(['leader', 'subjectId'], null)}
            />
          </Form.Item>
          <Form.Item
            name={['leader', 'name']}
            label={t('filingPages.leaderName')}
            style={{ gridColumn: 'span 2' }}
            {...(remark('leader.name').extra
              ? remark('leader.name')
              : leaderId
                ? { extra: t('filingPages.registered') }
                : {})}
          >
            <LeaderName
              search={leaderKind === 'named' || leaderKind === 'peer'}
              onPick={(id) => form.setFieldValue(['leader', 'subjectId'], id)}
            />
          </Form.Item>
          <Form.Item
            name={['leader', 'note']}
            label={t('filingPages.leaderNote')}
            style={wide}
            {...remark('leader.note')}
          >
            <Input.TextArea
              maxLength={1000}
              autoSize={{ minRows: 1, maxRows: 4 }}
              placeholder={t('filingPages.leaderNoteHint')}
            />
          </Form.Item>
        </div>
      </section>

      <section className="panel">
        <h2>{t('filingPages.items')}</h2>
        <p className="quiet">{t('filingPages.itemsHint')}</p>
        <Form.List name="items">
          {(rows, { add, remove }) => (
            <>
              {rows.map(({ key: at, name }) => {
                const own = items[name];
                const k = own?.key ?? '';
                return (
                  <Card
                    key={at}
                    title={own?.name || t('filingPages.itemNo', { n: name + 1 })}
                    remove={t('filingPages.removeItem', { name: own?.name || String(name + 1) })}
                    onRemove={() => remove(name)}
                  >
                    <Form.Item name={[name, 'key']} hidden>
                      <Input />
                    </Form.Item>
                    <div style={grid}>
                      <Form.Item
                        name={[name, 'indicator']}
                        label={t('filingPages.indicator')}
                        {...remark(`items.${k}.indicator`)}
                      >
                        <Select
                          allowClear
                          showSearch={{ optionFilterProp: 'label' }}
                          placeholder={t('filingPages.ownIndicator')}
                          popupMatchSelectWidth={300}
                          onChange={(id: string | undefined) => {
                            form.setFieldValue(['items', name, 'indicator'], id ?? null);
                            choose(name, id ?? null);
                          }}
                          options={f.indicators.map((i) => ({
                            value: i.id,
                            label: `${data(i.title)}（${i.unit}）`,
                          }))}
                        />
                      </Form.Item>
                      <Form.Item
                        name={[name, 'name']}
                        label={t('filingPages.name')}
                        {...remark(`items.${k}.name`)}
                      >
                        <Input maxLength={80} />
                      </Form.Item>
                      <Form.Item
                        name={[name, 'unit']}
                        label={t('filingPages.unit')}
                        {...remark(`items.${k}.unit`)}
                      >
                        <Input maxLength={20} />
                      </Form.Item>
                      <Form.Item name={[name, 'direction']} label={t('filingPages.direction')}>
                        <Select
                          options={(['up', 'down'] as const).map((d) => ({
                            value: d,
                            label: t(`filingPages.direction.${d}`),
                          }))}
                        />
                      </Form.Item>
                      {figure(name, 'baseline', k)}
                      {figure(name, 'benchmark', k)}
                      {figure(name, 'target', k)}
                      <Form.Item
                        name={[name, 'due']}
                        label={t('filingPages.due')}
                        {...remark(`items.${k}.due`)}
                      >
                        <Input type="date" min={f.window.from} max={f.window.to} />
                      </Form.Item>
                      <Form.Item
                        name={[name, 'benchmarkKind']}
                        label={t('filingPages.benchmarkKind')}
                        {...remark(`items.${k}.benchmarkKind`)}
                      >
                        <Select
                          options={benchmarkKinds.map((b) => ({
                            value: b,
                            label: t(`filings.benchmarkKind.${b}`),
                          }))}
                        />
                      </Form.Item>
                      <Form.Item name={[name, 'baselineYear']} label={t('filingPages.baselineYear')}>
                        <InputNumber min={1990} max={2100} style={{ width: '100%' }} />
                      </Form.Item>
                      <Form.Item name={[name, 'benchmarkYear']} label={t('filingPages.benchmarkYear')}>
                        <InputNumber min={1990} max={2100} style={{ width: '100%' }} />
                      </Form.Item>
                      <Form.Item name={[name, 'link']} label={t('filingPages.linkOf')}>
                        <Select
                          allowClear
                          options={linkOptions}
                          onChange={(v?: Link) => form.setFieldValue(['items', name, 'link'], v ?? null)}
                        />
                      </Form.Item>
                      <Form.Item
                        name={[name, 'weight']}
                        label={t('filingPages.weight')}
                        {...remark(`items.${k}.weight`)}
                      >
                        <Input inputMode="decimal" maxLength={40} />
                      </Form.Item>
                      <Form.Item
                        name={[name, 'evidence']}
                        label={t('filingPages.evidence')}
                        style={wide}
                        {...remark(`items.${k}.evidence`)}
                      >
                        <Input maxLength={1000} placeholder={t('filingPages.evidenceHint')} />
                      </Form.Item>
                      <Form.Item name={[name, 'run']} hidden>
                        <Input />
                      </Form.Item>
                      <div style={{ ...wide, marginBottom: 12 }}>
                        <Files
                          f={f}
                          field={`items.${k}`}
                          label={own?.name ?? ''}
                          before={before}
                          onChange={onFiles}
                        />
                      </div>
                      <Form.Item name={[name, 'mandatory']} valuePropName="checked">
                        <Checkbox>{t('filingPages.mandatory')}</Checkbox>
                      </Form.Item>
                    </div>
                  </Card>
                );
              })}
              <Button onClick={() => add(emptyItem())}>{t('filingPages.addItem')}</Button>
            </>
          )}
        </Form.List>
      </section>

      <MeasureFields
        f={f}
        form={form}
        remark={remark}
        attach={(m) => (
          <Files f={f} field={`measures.${m.key}`} label={m.title} before={before} onChange={onFiles} />
        )}
      />
    </>
  );
}
