import { App, Button } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, saveFile } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { fileSize, formatTime } from '../../parts/format.ts';
import type { Application, Document, Remark } from './types.ts';

/** One document that is asked for: its files, and a place to add one for whoever may. */
export function DocumentFiles({
  a,
  d,
  onChange,
}: {
  a: Application;
  d: Document;
  onChange: (next: Application) => void;
}) {
  const { t, data } = useI18n();
  const { message } = App.useApp();
  const problem = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const fail = (e: unknown): void => void message.error(problem(e));
  const upload = useMutation({
    mutationFn: (file: File) =>
      api.funding.attach({
        params: { id: a.id },
        body: { document: d.id },
        upload: { name: file.name, bytes: file },
      }),
    onSuccess: (next) => {
      onChange(next);
      void message.success(t('fundingPages.fileAdded'));
    },
    onError: fail,
  });
  const remove = useMutation({
    mutationFn: (file: string) => api.funding.detach({ params: { id: a.id, file } }),
    onSuccess: onChange,
    onError: fail,
  });
  const title = data(d.title);
  return (
    <div>
      {d.files.length > 0 ? (
        <ul
          aria-label={t('filingPages.filesOf', { name: title })}
          style={{ margin: '0 0 4px', padding: 0, listStyle: 'none' }}
        >
          {d.files.map((x) => (
            <li key={x.id} style={{ display: 'flex', gap: 6, alignItems: 'baseline', flexWrap: 'wrap' }}>
              <Button
                type="link"
                size="small"
                className="file-name"
                onClick={() =>
                  void saveFile(api.funding.file({ params: { id: a.id, file: x.id } }), x.name).catch(fail)
                }
              >
                {x.removed ? <s>{x.name}</s> : x.name}
              </Button>
              <span className="quiet small num">
                {fileSize(x.size)} · {x.by} · {formatTime(x.at)}
                {x.removed
                  ? ` · ${t('fundingPages.takenDown', { by: x.removed.by, at: formatTime(x.removed.at) })}`
                  : ''}
              </span>
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
      {d.attachable ? (
        <>
          <input
            ref={input}
            type="file"
            // Not `hidden`: the component library shows every input of a form.
            style={{ display: 'none' }}
            aria-label={t('fundingPages.upload', { name: title })}
            accept=".pdf,.ofd,.docx,.xlsx,.jpg,.jpeg,.png"
            onChange={(e) => {
              const file = e.target.files?.[0];
              // The same file chosen again after a refusal is a choice again.
              e.target.value = '';
              if (file) upload.mutate(file);
            }}
          />
          <Button size="small" loading={upload.isPending} onClick={() => input.current?.click()}>
            {t('fundingPages.uploadFile')}
          </Button>
        </>
      ) : null}
    </div>
  );
}

/** Everything that is asked for or was added while it was handled. */
export function Documents({
  a,
  onChange,
  onRemark,
}: {
  a: Application;
  onChange: (next: Application) => void;
  onRemark?: ((field: string) => void) | undefined;
}) {
  const { t, data } = useI18n();
  const shown = a.documents.filter((d) => d.kind === 'applicant' || d.attachable || d.files.length > 0);
  if (shown.length === 0) return null;
  const said = (d: Document): Remark[] => a.remarks.filter((r) => r.field === `documents.${d.id}`);
  return (
    <section className="panel">
      <h2>{t('fundingPages.documents')}</h2>
      {a.documents.some((d) => d.attachable) ? (
        <p className="quiet small">{t('fundingPages.fileHint')}</p>
      ) : null}
      <dl className="documents">
        {shown.map((d) => (
          <div key={d.id} id={`document-${d.id}`}>
            <dt>
              {data(d.title)}{' '}
              <span className="small quiet">
                {d.kind === 'handling'
                  ? d.internal
                    ? t('fundingPages.internal')
                    : t('fundingPages.handling')
                  : d.required
                    ? t('fundingPages.mustHave')
                    : t('fundingPages.mayHave')}
              </span>
              {d.note ? <div className="small quiet">{data(d.note)}</div> : null}
            </dt>
            <dd>
              <DocumentFiles a={a} d={d} onChange={onChange} />
              {d.files.length === 0 && !d.attachable ? (
                <span className={d.required ? 'bad-text' : 'quiet'}>{t('fundingPages.noFile')}</span>
              ) : null}
              {said(d).map((r) => (
                <div key={r.text} className="bad-text">
                  {t('filingPages.remarkAt', { text: r.text })}
                </div>
              ))}
              {onRemark && d.kind === 'applicant' ? (
                <Button
                  size="small"
                  type="link"
                  aria-label={`${t('fundingPages.remark')} ${data(d.title)}`}
                  onClick={() => onRemark(`documents.${d.id}`)}
                >
                  {t('fundingPages.remark')}
                </Button>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
