import { App, Tag, Upload } from 'antd';
import { InboxOutlined } from '@ant-design/icons';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import type { z } from 'zod';
import type { batchSchema } from '#contract/indicators';
import { ApiProblem, api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { useQueryState } from '../../parts/useQueryState.ts';

type Batch = z.output<typeof batchSchema>;

/** 导入数据：上传，和历次批次 */
export default function Imports() {
  const { t, finding } = useI18n();
  const navigate = useNavigate();
  const { modal } = App.useApp();
  const problem = useProblemText();
  const [state, change] = useQueryState({ page: '1', size: '20' });
  const query = { page: Number(state.page), size: Number(state.size) };
  const list = useQuery({
    queryKey: ['imports', query],
    queryFn: () => api.indicators.imports({ query }),
    placeholderData: keepPreviousData,
  });
  const upload = useMutation({
    mutationFn: (file: File) => api.indicators.upload({ upload: { name: file.name, bytes: file } }),
    onSuccess: ({ id }) => void navigate(`/facts/import/${id}`),
    onError: (e) =>
      modal.error({
        title: problem(e),
        content:
          e instanceof ApiProblem
            ? (e.body.findings ?? []).map((f) => (
                <p
                  key={f.code + (f.path ?? '')}
                >{`${finding(f.code, f.params).message}。${finding(f.code, f.params).action}`}</p>
              ))
            : null,
      }),
  });
  return (
    <div className="page">
      <PageHead title={t('web.page.import')} hint={t('factPages.importsHint')} />
      <div className="panel" style={{ marginBottom: 14 }}>
        <Upload.Dragger
          multiple={false}
          showUploadList={false}
          disabled={upload.isPending}
          accept=".xlsx,.csv,.tsv,.txt"
          beforeUpload={(file) => {
            upload.mutate(file);
            return false;
          }}
        >
          <p className="ant-upload-drag-icon">
            <InboxOutlined />
          </p>
          <p className="ant-upload-text">
            {upload.isPending ? t('factPages.uploading') : t('factPages.dropHere')}
          </p>
          <p className="ant-upload-hint">{t('factPages.uploadHint')}</p>
        </Upload.Dragger>
      </div>
      <DataTable<Batch>
        label={t('web.page.import')}
        query={list}
        rowKey="id"
        page={Number(state.page)}
        size={Number(state.size)}
        onPage={(page, size) => change({ page: String(page), size: String(size) })}
        empty={t('factPages.noImports')}
        emptyHint={t('factPages.noImportsHint')}
        onRow={(b) => void navigate(`/facts/import/${b.id}`)}
        columns={[
          {
            key: 'file',
            title: t('factPages.file'),
            width: 280,
            render: (_, b) => <Link to={`/facts/import/${b.id}`}>{b.fileName}</Link>,
          },
          {
            key: 'state',
            title: t('factPages.state'),
            width: 100,
            render: (_, b) => <Tag>{t(`factPages.state.${b.state}`)}</Tag>,
          },
          {
            key: 'rows',
            title: t('factPages.rows'),
            width: 90,
            className: 'num',
            render: (_, b) => b.summary.rows,
          },
          {
            key: 'errors',
            title: t('factPages.errors'),
            width: 90,
            className: 'num',
            render: (_, b) => b.summary.errors,
          },
          {
            key: 'warnings',
            title: t('factPages.warnings'),
            width: 90,
            className: 'num',
            render: (_, b) => b.summary.warnings,
          },
          {
            key: 'at',
            title: t('factPages.uploadedAt'),
            width: 160,
            className: 'num',
            render: (_, b) => formatTime(b.uploadedAt),
          },
          { key: 'by', title: t('factPages.uploadedBy'), dataIndex: 'uploadedBy', width: 160 },
        ]}
      />
    </div>
  );
}
