import { Input } from 'antd';
import { toHalfWidth } from '#kernel';
import { useI18n } from '../../app/i18n.tsx';
import { formatDecimal } from '../../parts/format.ts';
import { periodText } from './period.ts';
import { fieldOf, reasonKey, type Field, type Figures, type Finding, type Report } from './types.ts';

const plain = (text: string): string => toHalfWidth(text).replaceAll(',', '').replaceAll(' ', '');
const shown = (text: string | undefined): string => (text === undefined ? '—' : formatDecimal(text));

/** This year so far, where the figure is one that adds up and is a number. */
function soFar(r: Report, f: Field, text: string | undefined): string | undefined {
  if (!f.flow || r.form.every === 'year') return undefined;
  const [before, now] = [r.yearBefore[f.indicator], text ?? ''];
  if (before === undefined && now === '') return undefined;
  const sum = Number(before ?? 0) + Number(now === '' ? 0 : now);
  return Number.isFinite(sum) ? String(Number(sum.toPrecision(15))) : undefined;
}

export interface FieldsProps {
  report: Report;
  values: Figures;
  reasons: Figures;
  findings: readonly Finding[];
  editable: boolean;
  onChange: (field: string, text: string) => void;
  onAnswer: (remark: string, text: string) => void;
  /** Asks the checks anew when a field is left. */
  onLeave: () => void;
  /** Figures that were asked for instead, beside the ones in force. */
  proposal?: Figures | undefined;
}

/** The figures of a report, section by section: this period, the one before, last year's, the year so far; remarks stand at their field. */
export function ReportFields(p: FieldsProps) {
  const { t, data, locale } = useI18n();
  const r = p.report;
  return (
    <>
      {r.form.sections.map((s) => (
        <section key={s.id} className="panel report-section" aria-label={data(s.title)}>
          <h2>{data(s.title)}</h2>
          {s.help ? <p className="quiet">{data(s.help)}</p> : null}
          <div className="report-row report-head" aria-hidden="true">
            <span>{t('reportingPages.indicator')}</span>
            <span>{periodText(locale, r.period)}</span>
            <span>{periodText(locale, r.previous.period)}</span>
            <span>{periodText(locale, r.lastYear.period)}</span>
            <span>{r.form.every === 'year' ? '' : t('reportingPages.soFar')}</span>
          </div>
          {s.fields.map((f) => (
            <Row key={f.indicator} field={f} {...p} />
          ))}
        </section>
      ))}
    </>
  );
}

function Row({ field: f, ...p }: FieldsProps & { field: Field }) {
  const { t, data, finding, locale } = useI18n();
  const r = p.report;
  const own = p.findings.filter((x) => fieldOf(x) === f.indicator);
  const text = p.values[f.indicator] ?? '';
  const proposed = p.proposal?.[f.indicator];
  // What is merely missing is told in words when somebody hands in, and by a mark before.
  const wrong = own.some((x) => x.severity === 'error' && !(x.code === 'M100' && text === ''));
  const asks = own.some((x) => x.severity === 'warning');
  const id = `f-${f.indicator}`;
  const total = soFar(r, f, text);
  return (
    <div className="report-row" id={`row-${f.indicator}`}>
      <label htmlFor={id}>
        {data(f.title)}
        {f.required ? <b className="bad-text"> *</b> : null} <span className="quiet small">{f.unit}</span>
        {f.help ? <div className="quiet small">{data(f.help)}</div> : null}
      </label>
      <div>
        {p.editable ? (
          <Input
            id={id}
            inputMode="decimal"
            autoComplete="off"
            value={text}
            {...(wrong ? { status: 'error' as const } : asks ? { status: 'warning' as const } : {})}
            aria-invalid={wrong}
            {...(own.length > 0 ? { 'aria-describedby': `${id}-said` } : {})}
            onChange={(e) => p.onChange(f.indicator, plain(e.target.value))}
            onBlur={p.onLeave}
          />
        ) : (
          <b className="num" id={id}>
            {shown(p.values[f.indicator])}
          </b>
        )}
        {p.proposal && proposed !== p.values[f.indicator] ? (
          <div className="chip chip-atRisk">
            <i aria-hidden="true" />
            {t('reportingPages.proposed', { value: shown(proposed) })}
          </div>
        ) : null}
      </div>
      <span className="num report-beside" data-title={periodText(locale, r.previous.period)}>
        {shown(r.previous.values[f.indicator])}
      </span>
      <span className="num report-beside" data-title={periodText(locale, r.lastYear.period)}>
        {shown(r.lastYear.values[f.indicator])}
      </span>
      <span className="num report-beside" data-title={total === undefined ? '' : t('reportingPages.soFar')}>
        {total === undefined ? '' : shown(total)}
      </span>
      {own.length > 0 ? (
        <div className="report-said" id={`${id}-said`}>
          {own
            .filter((x) => !(x.code === 'M100' && !wrong && text === '' && p.editable))
            .map((x) => (
              <div key={reasonKey(x)}>
                <span className={x.severity === 'error' ? 'bad-text' : 'warn-text'}>
                  {finding(x.code, x.params).message}
                </span>
                {x.severity === 'warning' ? (
                  p.editable ? (
                    <Input.TextArea
                      autoSize
                      maxLength={500}
                      aria-label={t('reportingPages.reasonFor', { name: data(f.title) })}
                      placeholder={t('reportingPages.reasonHint')}
                      value={p.reasons[reasonKey(x)] ?? ''}
                      onChange={(e) => p.onAnswer(reasonKey(x), e.target.value)}
                    />
                  ) : p.reasons[reasonKey(x)] ? (
                    <div>
                      <span className="quiet">{t('reportingPages.reason')}</span> {p.reasons[reasonKey(x)]}
                    </div>
                  ) : null
                ) : null}
              </div>
            ))}
        </div>
      ) : null}
    </div>
  );
}
