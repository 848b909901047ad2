import { finding, type Finding } from '#kernel';
import type { Form } from './schema.ts';
import { lastDigits } from './statistics.ts';

/** The last-digit checks of a form over the figures of many reports, as they were typed: M109, a hint to the reviewer and never more. */
export const checkDigits = (form: Form, typed: (field: string) => readonly string[]): Finding[] =>
  form.checks.flatMap((c) => {
    if (c.kind !== 'lastDigits') return [];
    const d = lastDigits(c.fields.flatMap(typed));
    return d.n >= c.atLeast && d.p < c.level
      ? [
          finding('M109', 'info', undefined, {
            check: c.id,
            n: d.n,
            digit: d.digit,
            share: Number((d.share * 100).toFixed(0)),
            p: Number(d.p.toPrecision(2)),
          }),
        ]
      : [];
  });
