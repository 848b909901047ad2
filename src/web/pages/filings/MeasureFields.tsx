import { Button, Form, Input, Select, type FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { useI18n } from '../../app/i18n.tsx';
import { links, newKey, type Content, type Filing, type Link, type Measure } from './types.ts';

/** Six links: which the measures touch. */
export function LinksCovered({ measures }: { measures: readonly { link: Link | null }[] }) {
  const { t } = useI18n();
  const there = new Set(measures.map((m) => m.link));
  const names = links.filter((l) => there.has(l)).map((l) => t(`filings.link.${l}`));
  return (
    <p className="quiet">
      {names.length > 0
        ? t('filingPages.linksCovered', { links: names.join('、') })
        : t('filingPages.linksNone')}
    </p>
  );
}

export const grid = {
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fill, minmax(max(138px, 14.5%), 1fr))',
  gap: '0 14px',
} as const;
export const wide = { gridColumn: '1 / -1' } as const;

/** One row of a list with its heading and a way to take it out. */
export function Card({
  title,
  onRemove,
  remove,
  children,
}: {
  title: ReactNode;
  onRemove: () => void;
  remove: string;
  children: ReactNode;
}) {
  return (
    <div style={{ borderTop: '1px solid var(--line)', padding: '12px 0 4px' }}>
      <div style={{ display: 'flex', justifyContent: 'space-between', gap: 8, marginBottom: 8 }}>
        <b>{title}</b>
        <Button size="small" aria-label={remove} onClick={onRemove}>
          ×
        </Button>
      </div>
      {children}
    </div>
  );
}

/** The measures of a filing with their milestones, while they may be changed: in a draft, and in an amendment. */
export function MeasureFields<V extends Pick<Content, 'measures'>>({
  f,
  form,
  remark,
  attach,
}: {
  f: Filing;
  form: FormInstance<V>;
  /** What was said about a field when it was returned. */
  remark: (field: string) => { extra?: ReactNode };
  /** Files of a measure; none where they cannot be added. */
  attach?: (m: Measure) => ReactNode;
}) {
  const { t } = useI18n();
  const measures = (Form.useWatch('measures', form as unknown as FormInstance) ?? []) as (
    | Measure
    | undefined
  )[];
  const emptyMeasure = (): Measure => ({
    key: newKey('m'),
    link: null,
    title: '',
    owner: '',
    due: `${f.year}-12-31`,
    project: '',
    projectId: null,
    milestones: [],
  });
  const linkOptions = links.map((l) => ({ value: l, label: t(`filings.link.${l}`) }));
  return (
    <section className="panel">
      <h2>{t('filingPages.measures')}</h2>
      <p className="quiet">{t('filingPages.measuresHint')}</p>
      <LinksCovered measures={measures.flatMap((m) => m ?? [])} />
      <Form.List name="measures">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key: at, name }) => {
              const own = measures[name];
              const k = own?.key ?? '';
              return (
                <Card
                  key={at}
                  title={own?.title || t('filingPages.measureNo', { n: name + 1 })}
                  remove={t('filingPages.removeMeasure', { name: own?.title || String(name + 1) })}
                  onRemove={() => remove(name)}
                >
                  <Form.Item name={[name, 'key']} hidden>
                    <Input />
                  </Form.Item>
                  <div style={grid}>
                    <Form.Item
                      name={[name, 'title']}
                      label={t('filingPages.measureTitle')}
                      style={wide}
                      {...remark(`measures.${k}.title`)}
                    >
                      <Input maxLength={200} />
                    </Form.Item>
                    <Form.Item
                      name={[name, 'link']}
                      label={t('filingPages.linkOf')}
                      {...remark(`measures.${k}.link`)}
                    >
                      <Select options={linkOptions} />
                    </Form.Item>
                    <Form.Item
                      name={[name, 'owner']}
                      label={t('filingPages.owner')}
                      {...remark(`measures.${k}.owner`)}
                    >
                      <Input maxLength={60} />
                    </Form.Item>
                    <Form.Item
                      name={[name, 'due']}
                      label={t('filingPages.due')}
                      {...remark(`measures.${k}.due`)}
                    >
                      <Input type="date" min={f.window.from} max={f.window.to} />
                    </Form.Item>
                    <Form.Item name={[name, 'project']} label={t('filingPages.project')}>
                      <Input maxLength={120} />
                    </Form.Item>
                  </div>
                  {own && attach ? <div style={{ marginBottom: 12 }}>{attach(own)}</div> : null}
                  <Form.List name={[name, 'milestones']}>
                    {(stages, stage) => (
                      <div
                        {...(stages.length > 0
                          ? { role: 'group', 'aria-label': t('filingPages.milestones') }
                          : {})}
                      >
                        {remark(`measures.${k}.milestones`).extra}
                        {stages.map((s) => (
                          <div key={s.key} style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
                            <Form.Item name={[s.name, 'key']} hidden>
                              <Input />
                            </Form.Item>
                            <Form.Item
                              name={[s.name, 'title']}
                              label={t('filingPages.milestoneTitle')}
                              style={{ flex: '1 1 220px' }}
                            >
                              <Input maxLength={120} />
                            </Form.Item>
                            <Form.Item name={[s.name, 'due']} label={t('filingPages.milestoneDue')}>
                              <Input type="date" min={f.window.from} max={f.window.to} />
                            </Form.Item>
                            <Button
                              aria-label={t('filingPages.removeMilestone')}
                              onClick={() => stage.remove(s.name)}
                              style={{ alignSelf: 'center' }}
                            >
                              ×
                            </Button>
                          </div>
                        ))}
                        <Button
                          size="small"
                          onClick={() => stage.add({ key: newKey('s'), title: '', due: own?.due ?? '' })}
                          style={{ marginBottom: 10 }}
                        >
                          {t('filingPages.addMilestone')}
                        </Button>
                      </div>
                    )}
                  </Form.List>
                </Card>
              );
            })}
            <Button onClick={() => add(emptyMeasure())}>{t('filingPages.addMeasure')}</Button>
          </>
        )}
      </Form.List>
    </section>
  );
}
