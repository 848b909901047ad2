import type { useI18n } from '../../app/i18n.tsx';
import { formatNumber, formatPercent } from '../../parts/format.ts';

type T = ReturnType<typeof useI18n>['t'];
interface Step {
  readonly low: number | null;
  readonly high: number | null;
}

const between = (
  t: T,
  low: string | null,
  high: string | null,
  words: readonly ['below' | 'lessThan', 'above' | 'moreThan'],
) =>
  low === null
    ? t(`reports.${words[0]}`, { value: high ?? '', share: high ?? '' })
    : high === null
      ? t(`reports.${words[1]}`, { value: low, share: low })
      : `${low}—${high}`;

const two = (n: number): string => formatNumber(Number(n.toPrecision(2)));

/** Own value times the ends of the step, to two figures. */
export const stepFigure = (t: T, own: number, s: Step): string =>
  between(t, s.low === null ? null : two(own * s.low), s.high === null ? null : two(own * s.high), [
    'below',
    'above',
  ]);

/** The change that the step allows, in per cent. */
export const stepChange = (t: T, s: Step): string =>
  between(
    t,
    s.low === null ? null : formatPercent(s.low - 1, 0),
    s.high === null ? null : formatPercent(s.high - 1, 0),
    ['lessThan', 'moreThan'],
  );
