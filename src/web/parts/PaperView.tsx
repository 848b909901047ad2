import { Fragment } from 'react';
import type { z } from 'zod';
import type { paperSchema } from '#contract/supervision';
import './paper.css';

const day = (d: string): string =>
  `${Number(d.slice(0, 4))}年${Number(d.slice(5, 7))}月${Number(d.slice(8, 10))}日`;

/** An official document as the .docx says it, set for a screen: the same words in the same order; pages are the printer's. */
export function PaperView({ d, label }: { d: z.output<typeof paperSchema>; label: string }) {
  return (
    <article className="paper-sheet" aria-label={label}>
      {d.warning ? <p className="paper-warning">{d.warning}</p> : null}
      {d.organ ? (
        <header>
          <div
            className="paper-organ"
            // One line, whatever its length: the width of the sheet over its characters.
            style={{ fontSize: `min(34px, ${(96 / [...d.organ].length).toFixed(2)}cqi)` }}
          >
            {d.organ}
          </div>
          <div className="paper-number">{d.number ?? ''}</div>
        </header>
      ) : null}
      <h2 className="paper-title">
        {d.title.map((line) => (
          <Fragment key={line}>
            {line}
            <br />
          </Fragment>
        ))}
      </h2>
      {d.addressee ? <p className="paper-flush">{d.addressee}：</p> : null}
      {d.blocks.map((b, n) =>
        b.kind === 'table' ? (
          <div
            key={`${n}-table`}
            className="paper-table"
            tabIndex={0}
            role="region"
            aria-label={b.title ?? b.head.join('、')}
          >
            {b.title ? <div className="paper-caption">{b.title}</div> : null}
            <table>
              <thead>
                <tr>
                  {b.head.map((h) => (
                    <th key={h}>{h}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {b.rows.map((r, i) => (
                  <tr key={`${i}-${r[0] ?? ''}`}>
                    {r.map((c, k) => (
                      <td key={b.head[k]}>{c}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ) : (
          <p
            key={`${n}-${b.text.slice(0, 12)}`}
            {...(b.kind === 'level' ? { className: `paper-level-${b.level}` } : {})}
          >
            {b.text}
          </p>
        ),
      )}
      <div className="paper-sign">
        <div>{d.signer}</div>
        <div>{day(d.date)}</div>
      </div>
      {d.note ? <p>（{d.note}）</p> : null}
      {d.printedBy ? (
        <footer className="paper-foot">
          {d.copies ? <div>抄送：{d.copies}。</div> : null}
          <div>
            <span>{d.printedBy}</span>
            <span>{day(d.date)}印发</span>
          </div>
        </footer>
      ) : null}
    </article>
  );
}
