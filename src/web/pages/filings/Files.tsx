import { App, Button } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { fileSize, formatTime } from '../../parts/format.ts';
import type { Filing } from './types.ts';

/** The files at one place of a filing: to be downloaded by whoever sees it, added and removed by whoever may. */
export function Files({
  f,
  field,
  label,
  before,
  onChange,
  add = f.attachable,
}: {
  f: Filing;
  field: string;
  /** What the files are about, for those who hear the page. */
  label: string;
  /** Saves what is typed first: the house must know the row. */
  before?: (() => Promise<unknown>) | undefined;
  onChange: (f: Filing) => void;
  add?: boolean;
}) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const files = f.files.filter((x) => x.field === field);
  const fail = (e: unknown): void => void message.error(problem(e));
  const upload = useMutation({
    mutationFn: async (file: File) => {
      await before?.();
      return api.filings.attach({
        params: { id: f.id },
        body: { field },
        upload: { name: file.name, bytes: file },
      });
    },
    onSuccess: (next) => {
      onChange(next);
      void message.success(t('filingPages.fileAdded'));
    },
    onError: fail,
  });
  const remove = useMutation({
    mutationFn: (file: string) => api.filings.detach({ params: { id: f.id, file } }),
    onSuccess: onChange,
    onError: fail,
  });
  return (
    <div>
      {files.length > 0 ? (
        <ul
          aria-label={t('filingPages.filesOf', { name: label })}
          style={{ margin: '0 0 4px', padding: 0, listStyle: 'none' }}
        >
          {files.map((x) => (
            <li key={x.id} style={{ display: 'flex', gap: 6, alignItems: 'baseline', flexWrap: 'wrap' }}>
              <Button
                type="link"
                size="small"
                style={{
                  padding: 0,
                  height: 'auto',
                  whiteSpace: 'normal',
                  textAlign: 'left',
                  overflowWrap: 'anywhere',
                }}
                title={`${x.by} · ${formatTime(x.at)}`}
                onClick={() =>
                  void saveFile(api.filings.file({ params: { id: f.id, file: x.id } }), x.name).catch(fail)
                }
              >
                {x.name}
              </Button>
              <span className="quiet small num">{fileSize(x.size)}</span>
              {x.removable ? (
                <Button
                  size="small"
                  type="text"
                  loading={remove.isPending}
                  aria-label={t('filingPages.removeFile', { name: x.name })}
                  onClick={() => remove.mutate(x.id)}
                >
                  ×
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {add ? (
        <>
          <input
            ref={input}
            type="file"
            // Not `hidden`: the component library shows every input of a form.
            style={{ display: 'none' }}
            aria-label={t('filingPages.upload', { name: label })}
            accept=".pdf,.ofd,.docx,.xlsx,.jpg,.jpeg,.png"
            onChange={(e) => {
              const file = e.target.files?.[0];
              // The same file chosen again after a refusal is a choice again.
              e.target.value = '';
              if (file) upload.mutate(file);
            }}
          />
          <Button size="small" loading={upload.isPending} onClick={() => input.current?.click()}>
            {t('filingPages.uploadFile')}
          </Button>
        </>
      ) : null}
    </div>
  );
}
