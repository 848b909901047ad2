import { Button, Input } from 'antd';
import { useI18n } from '../../../app/i18n.tsx';
import { parameterTitle, type Parameter } from './words.ts';

const isFigure = (x: string): boolean => /^\d+(\.\d+)?$/.test(x.trim());

/** A figure of a rule: a slider for the hand, a field for the exact number, and what it is now. */
export function ParameterRow({
  id,
  p,
  figure,
  unit,
  refused,
  onChange,
}: {
  id: string;
  p: Parameter;
  /** As typed; undefined while it is as in force. */
  figure: string | undefined;
  unit: string;
  /** Why the server did not take it. */
  refused: string | undefined;
  onChange: (figure: string | undefined) => void;
}) {
  const { t, data, locale } = useI18n();
  const title = parameterTitle(locale, data, p);
  const shown = figure ?? p.figure;
  const changed = figure !== undefined && figure.trim() !== p.figure;
  const wrong = refused ?? (isFigure(shown) ? undefined : t('sandbox.badFigure'));
  const set = (x: string): void => onChange(x.trim() === p.figure ? undefined : x);
  return (
    <li className={changed ? 'sandbox-row sandbox-changed' : 'sandbox-row'}>
      <label htmlFor={`${id}-range`}>
        {title} <span className="quiet small">{t('sandbox.was', { value: p.value })}</span>
      </label>
      <div className="sandbox-turn">
        <input
          id={`${id}-range`}
          type="range"
          min={p.least}
          max={Math.max(p.most, isFigure(shown) ? Number(shown) : 0)}
          step={p.step}
          value={isFigure(shown) ? Number(shown) : Number(p.figure)}
          aria-valuetext={`${shown}${unit}`}
          // Steps of a slider are decimals; what a double adds to them is not meant.
          onChange={(e) => set(String(Number(Number(e.target.value).toFixed(6))))}
        />
        <Input
          aria-label={t('sandbox.exact', { title })}
          value={shown}
          suffix={unit}
          inputMode="decimal"
          status={wrong ? 'error' : ''}
          onChange={(e) => set(e.target.value)}
        />
        <Button
          size="small"
          disabled={!changed}
          onClick={() => onChange(undefined)}
          aria-label={`${t('sandbox.restore')} ${title}`}
        >
          {t('sandbox.restore')}
        </Button>
      </div>
      {wrong ? <span className="bad-text small">{wrong}</span> : null}
    </li>
  );
}
