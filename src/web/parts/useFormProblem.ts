import type { FormInstance } from 'antd';
import { useState } from 'react';
import { ApiProblem } from '../api.ts';
import { useI18n } from '../app/i18n.tsx';
import { useProblemText } from './ErrorState.tsx';

/** A refusal of the server shown where it belongs: each finding at its field, the rest above the form. */
export function useFormProblem<T extends object>(form: FormInstance<T>) {
  const { finding } = useI18n();
  const problem = useProblemText();
  const [text, setText] = useState('');
  return {
    text,
    clear: () => setText(''),
    show: (error: unknown): void => {
      setText(problem(error));
      if (!(error instanceof ApiProblem)) return;
      const names = new Set(Object.keys(form.getFieldsValue()));
      const fields = (error.body.findings ?? []).flatMap((f) => {
        const name = f.path?.replace(/^body\./, '').split('.')[0] ?? '';
        return names.has(name) ? [{ name, errors: [finding(f.code, f.params).message] }] : [];
      });
      form.setFields(fields as Parameters<typeof form.setFields>[0]);
    },
  };
}
