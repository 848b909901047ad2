import { Collapse } from 'antd';
import type { z } from 'zod';
import type { resultSchema } from '#contract/benchmarks';
import { openedStep, shownValues, type ShownName } from '#locales';
import { useI18n } from '../../app/i18n.tsx';
import { formatDecimal, formatPercent } from '../../parts/format.ts';
import './energy.css';

type Energy = z.output<typeof resultSchema>['energy'][number];
type Step = Energy['levels'][number]['steps'][number];

const standingClass = {
  level1: 'leads',
  level2: 'level',
  level3: 'near',
  beyond: 'far',
  benchmark: 'leads',
  baseline: 'near',
  below: 'far',
  incomplete: 'none',
} as const;

/** Where the value stands, or in words why that cannot be said. */
function Standing({ e }: { e: Energy }) {
  const { t, finding } = useI18n();
  return (
    <>
      {e.standing ? (
        <span className={`gap gap-${standingClass[e.standing]}`}>
          {t(`benchmarkPages.energy.${e.standing}`)}
        </span>
      ) : (
        <span className="quiet">
          {t('benchmarkPages.energy.none', {
            edition: e.edition,
            from: e.line.effective ?? `${Number(e.edition) + 1}-01-01`,
          })}
        </span>
      )}
      {e.between && e.standing !== null ? (
        <div className="quiet small">
          {t('energy.between', {
            better: t(`energy.level.${e.between.better}`),
            worse: t(`energy.level.${e.between.worse}`),
            share: formatPercent(Number(e.between.share), 0),
          })}
        </div>
      ) : null}
      {e.gaps.map((f) => (
        <div key={`${f.code}${f.path ?? ''}`} className="small">
          {finding(f.code, f.params).message}
        </div>
      ))}
    </>
  );
}

/** Titles of parameters, and what their figures mean, in the reader's language. */
const nameIn =
  (inputs: Energy['inputs'], data: ReturnType<typeof useI18n>['data']) =>
  (id: string): ShownName | undefined => {
    const i = inputs.find((x) => x.id === id);
    return i && { title: data(i.title), meaning: i.meaning ? data(i.meaning) : undefined };
  };

function Steps({ e, steps }: { e: Energy; steps: readonly Step[] }) {
  const { t, data } = useI18n();
  const nameOf = nameIn(e.inputs, data);
  return (
    <ol className="trace">
      {steps.map((s) => (
        <li key={data(s.title)}>
          <span className="trace-name">{data(s.title)}：</span>
          <span className="num">
            {s.applied ? openedStep(s, nameOf) : t('energy.notApplied', { values: shownValues(s, nameOf) })}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** The levels of these works one under the other, each opened down to the figures it rests on. */
function Levels({ e }: { e: Energy }) {
  const { t } = useI18n();
  const dash = (s: string | null): string => s ?? '—';
  if (e.levels.length === 0)
    return (
      <div className="quiet small">
        {e.family === 'ndrc'
          ? t('benchmarkPages.energyNdrc', { a: dash(e.line.benchmark), b: dash(e.line.baseline) })
          : t('benchmarkPages.energyLevels', {
              a: dash(e.line.level1),
              b: dash(e.line.level2),
              c: dash(e.line.level3),
            })}{' '}
        {e.line.unit}
      </div>
    );
  const opened = e.levels.some((l) => l.steps.length > 0) || (e.own?.steps.length ?? 0) > 0;
  return (
    <>
      <ul className="trace small" style={{ paddingLeft: 0 }}>
        {e.levels.map((l) => (
          <li key={l.name}>
            {t(`energy.level.${l.name}`)}{' '}
            <b className="num">{l.value === null ? t('energy.incomplete') : formatDecimal(l.value)}</b>{' '}
            {l.state === 'printed' ? null : (
              <span className="quiet">{t('energy.printedAside', { value: formatDecimal(l.printed) })} </span>
            )}
            {l.by === null ? null : (
              <span className="quiet">
                {l.by === '0'
                  ? t('energy.reached')
                  : l.by.startsWith('-')
                    ? t('energy.ahead', { value: formatDecimal(l.by.slice(1)) })
                    : t('energy.toGo', { value: formatDecimal(l.by) })}
              </span>
            )}
          </li>
        ))}
      </ul>
      <div className="quiet small">{e.line.unit}</div>
      {opened ? (
        <Collapse
          ghost
          size="small"
          items={[
            {
              key: 'steps',
              label: t('energy.open'),
              children: (
                <>
                  {e.levels
                    .filter((l) => l.steps.length > 0)
                    .map((l) => (
                      <div key={l.name}>
                        <b>{t(`energy.level.${l.name}`)}</b> {t('energy.printed', { value: l.printed })}
                        <Steps e={e} steps={l.steps} />
                      </div>
                    ))}
                  {e.own ? (
                    <div>
                      <b>{t('energy.ownCorrected')}</b> <span className="num">{dash(e.own.value)}</span>
                      <Steps e={e} steps={e.own.steps} />
                    </div>
                  ) : null}
                </>
              ),
            },
          ]}
        />
      ) : null}
    </>
  );
}

/** What the standard says, where it stands, and what went into the correction. */
function Basis({ e }: { e: Energy }) {
  const { t, data } = useI18n();
  const used = e.inputs.filter((i) => i.value !== null);
  return (
    <div>
      {t(`benchmarkPages.energyFamily.${e.family}`, {
        edition: e.edition,
        standard: [e.line.standard || e.edition, e.line.clause ?? e.line.table].filter(Boolean).join(' '),
      })}
      {e.line.correction ? (
        <div className="quiet small">{t('benchmarkPages.energyCorrection', { text: e.line.correction })}</div>
      ) : null}
      {used.length > 0 ? (
        <div className="small">
          {t('energy.inputs', {
            values: shownValues(
              { values: used.map((i) => ({ id: i.id, value: i.value!, unit: i.unit })) },
              nameIn(used, data),
            ),
          })}
        </div>
      ) : null}
      <div className="quiet small">
        {t('benchmarkPages.energyMark', { mark: e.line.verified, source: e.line.source })}
      </div>
    </div>
  );
}

/** Energy per product against 标杆/基准水平 and the levels of the mandatory limits. */
export function EnergyLevels({ energy }: { energy: readonly Energy[] }) {
  const { t, data } = useI18n();
  if (energy.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t('benchmarkPages.energy')}</h2>
      <p className="quiet">{t('benchmarkPages.energyHint')}</p>
      <ul className="energy">
        {energy.map((e) => (
          <li key={`${e.indicator} ${e.family}`}>
            <div>
              <b>{data(e.title)}</b>
              <div>
                <span className="num">{formatDecimal(e.value)}</span> {e.unit}
                {e.best === null || e.standing === null ? null : (
                  <span className="quiet">
                    {' '}
                    · {t('benchmarkPages.energyBest')} <span className="num">{formatDecimal(e.best)}</span>
                  </span>
                )}
              </div>
              <Standing e={e} />
            </div>
            <div>
              <Levels e={e} />
            </div>
            <Basis e={e} />
          </li>
        ))}
      </ul>
    </section>
  );
}
