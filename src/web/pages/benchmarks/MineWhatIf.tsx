import { Alert, Button } from 'antd';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { valuesAt, whatIf, type ScoreItem, type WhatIfAnswer } from '#engine/benchmark';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatNumber } from '../../parts/format.ts';
import { formatFigure, signed } from './mine-figure.ts';
import type { Position } from './mine-types.ts';

type Model = NonNullable<Position['model']>;
type Times = Readonly<Record<string, number>>;

const REACH = 50;
const PAUSE = 300;

/** The trial itself: own figures times so many, the others as the run had them. */
function trial(p: Position, model: Model, times: Times): WhatIfAnswer {
  const items = p.items.map((i) => i.indicator);
  return whatIf(
    {
      items: model.items as ScoreItem[],
      decimals: model.decimals ?? undefined,
      others: model.others,
      inputs: model.inputs,
      rays: model.rays,
    },
    {
      values: valuesAt(items, p.formulas, p.figures, times),
      columns: p.columns.map((c) => (c.own > 0 ? (times[c.indicator] ?? 1) : 0)),
    },
  );
}

const timed = (p: Position, model: Model, times: Times) => {
  const from = performance.now();
  return { times, answer: trial(p, model, times), ms: performance.now() - from };
};

const NEAR = 0.1;
/** The trial begins where the server says it must, and that is within rounding of what the run gave. */
const startsNear = (start: WhatIfAnswer, p: Position): boolean =>
  p.model !== null &&
  start.score === p.model.base.score &&
  start.rank === p.model.base.rank &&
  Math.abs((start.score ?? 0) - (p.score ?? 0)) <= NEAR &&
  Math.abs((start.rank ?? 0) - (p.rank ?? 0)) <= Math.max(1, 0.02 * p.group.evaluated);

/** What the run gave, moved by as much as the trial moved from where it began. */
function onTop(p: Position, start: WhatIfAnswer, now: WhatIfAnswer): WhatIfAnswer {
  const moved = (stored: number | null, from: number | null, to: number | null): number | null =>
    stored === null || from === null || to === null ? to : stored + to - from;
  const rank = moved(p.rank, start.rank, now.rank);
  const efficiency = moved(p.overall, start.efficiency, now.efficiency);
  return {
    score: moved(p.score, start.score, now.score),
    rank: rank === null ? null : Math.min(p.group.evaluated, Math.max(1, rank)),
    efficiency: efficiency === null ? null : Math.min(1, efficiency),
  };
}

/** A value that has rested for a moment. */
function useRested<T>(value: T, pause: number): T {
  const [rested, set] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => set(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return rested;
}

function Changed({
  name,
  now,
  was,
  change,
  good,
}: {
  name: string;
  now: string;
  was: string;
  change: string;
  /** Better, worse or the same. */
  good: boolean | null;
}) {
  const { t } = useI18n();
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <b>{now}</b>{' '}
        <span className={good === null ? 'quiet' : good ? 'mine-up' : 'mine-down'}>
          {good === null ? t('minePages.unchanged') : change}
        </span>
        <small>{t('minePages.was', { value: was })}</small>
      </dd>
    </>
  );
}

const compare = (now: number | null, was: number | null, least: number): boolean | null =>
  now === null || was === null || Math.abs(now - was) < least ? null : now > was;

function Trial({ p, model }: { p: Position; model: Model }) {
  const { t, data } = useI18n();
  const problem = useProblemText();
  const began = useMemo(() => trial(p, model, {}), [p, model]);
  const start: WhatIfAnswer = { score: p.score, rank: p.rank, efficiency: p.overall };
  const [{ times, answer: found, ms }, set] = useState<{
    times: Times;
    answer: WhatIfAnswer;
    ms: number | null;
  }>({ times: {}, answer: began, ms: null });
  const answer = onTop(p, began, found);
  const move = (next: Times): void => set(timed(p, model, next));
  // Whatever the items or the efficiency depend on.
  const movable = useMemo(() => {
    const items = p.items.map((i) => i.indicator);
    const now = valuesAt(items, p.formulas, p.figures);
    const used = new Set(p.columns.map((c) => c.indicator));
    return p.figures.filter(
      (f) =>
        Number(f.own) > 0 &&
        (used.has(f.indicator) ||
          valuesAt(items, p.formulas, p.figures, { [f.indicator]: 1.1 }).some((v, k) => v !== now[k])),
    );
  }, [p]);
  const rested = useRested(times, PAUSE);
  const columns = p.columns.map((c) => rested[c.indicator] ?? 1);
  const moved = columns.some((x) => x !== 1);
  const technical = useQuery({
    queryKey: ['benchmarks', 'whatIf', p.run.id, p.subject.id, columns],
    queryFn: () =>
      api.benchmarks.whatIf({ params: { id: p.run.id, subject: p.subject.id }, body: { columns } }),
    enabled: moved,
    placeholderData: keepPreviousData,
    // The same trial gives the same answer, and each one counts.
    staleTime: Infinity,
    retry: false,
  });
  // Others' ratios are rounded, so the trial starts near what the run gave; changes are told from where the trial starts.
  if (!startsNear(began, p)) return <Alert type="warning" showIcon title={t('minePages.tryBroken')} />;
  const waiting = rested !== times || technical.isFetching;
  const efficiency = moved ? (technical.data?.efficiency ?? null) : p.efficiency;
  const rank = (r: number | null) => t('minePages.rankOfGroup', { rank: r ?? '—', n: p.group.evaluated });
  return (
    <div className="mine-try">
      <ul className="mine-sliders">
        {movable.map((f) => {
          const percent = Math.round(((times[f.indicator] ?? 1) - 1) * 100);
          const id = `try-${f.indicator}`;
          return (
            <li key={f.indicator}>
              <label htmlFor={id}>
                <b>{data(f.title)}</b>
                <span className="num">
                  {formatFigure(Number(f.own) * (1 + percent / 100))} {f.unit}{' '}
                  <span className="quiet">
                    {percent === 0 ? t('minePages.unchanged') : `${signed(percent)}%`}
                  </span>
                </span>
              </label>
              <input
                id={id}
                type="range"
                min={-REACH}
                max={REACH}
                step={1}
                value={percent}
                aria-valuetext={`${signed(percent)}%`}
                onChange={(e) => move({ ...times, [f.indicator]: 1 + Number(e.target.value) / 100 })}
              />
            </li>
          );
        })}
      </ul>
      <div className="mine-result">
        <dl>
          <Changed
            name={t('minePages.score')}
            now={formatNumber(answer.score, 2)}
            was={formatNumber(start.score, 2)}
            change={signed((answer.score ?? 0) - (start.score ?? 0), 2)}
            good={compare(answer.score, start.score, 0.005)}
          />
          <Changed
            name={t('minePages.rankOf')}
            now={rank(answer.rank)}
            was={rank(start.rank)}
            change={signed((start.rank ?? 0) - (answer.rank ?? 0))}
            good={compare(start.rank, answer.rank, 0.5)}
          />
          <Changed
            name={t('minePages.overall')}
            now={formatNumber(answer.efficiency, 3)}
            was={formatNumber(start.efficiency, 3)}
            change={signed((answer.efficiency ?? 0) - (start.efficiency ?? 0), 3)}
            good={compare(answer.efficiency, start.efficiency, 0.0005)}
          />
          <Changed
            name={t('minePages.efficiency')}
            now={waiting && moved ? '…' : formatNumber(efficiency, 2)}
            was={formatNumber(p.efficiency, 2)}
            change={signed((efficiency ?? 0) - (p.efficiency ?? 0), 2)}
            good={waiting ? null : compare(efficiency, p.efficiency, 0.005)}
          />
        </dl>
        <Button size="small" onClick={() => move({})}>
          {t('minePages.reset')}
        </Button>
        {ms === null ? null : (
          <p className="quiet small" style={{ margin: '8px 0 0' }}>
            {t('minePages.tookMs', { ms: Math.max(1, Math.round(ms)) })}
          </p>
        )}
        {moved && technical.error ? (
          <p className="small" style={{ margin: '8px 0 0' }}>
            {problem(technical.error)}
          </p>
        ) : null}
        <p className="visually-hidden" aria-live="polite">
          {rested === times && Object.keys(times).length > 0
            ? t('minePages.announce', {
                score: formatNumber(answer.score, 2),
                rank: answer.rank ?? '—',
                efficiency: formatNumber(answer.efficiency, 3),
              })
            : ''}
        </p>
      </div>
    </div>
  );
}

/** Sliders over the own figures; score, place and efficiency follow. */
export function MineWhatIf({ p }: { p: Position }) {
  const { t } = useI18n();
  return (
    <section className="panel">
      <h2>{t('minePages.tryIt')}</h2>
      <p className="quiet">{t('minePages.tryHint')}</p>
      {p.model ? (
        <Trial key={p.run.id} p={p} model={p.model} />
      ) : (
        <Alert type="info" showIcon title={t('minePages.tryNone')} />
      )}
    </section>
  );
}
