import { Alert, App, Button, Form, Input, Modal, Typography } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { formatTime } from '../../parts/format.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { PlainTable } from '../../parts/PlainTable.tsx';

type KeyRow = Awaited<ReturnType<typeof api.reporting.keys>>['items'][number];

/** 报送接口密钥 */
export default function Keys() {
  const { t } = useI18n();
  const { message, modal } = App.useApp();
  const problem = useProblemText();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [form] = Form.useForm<{ name: string }>();
  const q = useQuery({ queryKey: ['reporting', 'keys'], queryFn: () => api.reporting.keys() });
  const again = (): void => void queries.invalidateQueries({ queryKey: ['reporting', 'keys'] });
  const make = useMutation({
    mutationFn: (v: { name: string }) => api.reporting.makeKey({ body: v }),
    onSuccess: (r) => {
      setAsking(false);
      setSecret(r.key);
      again();
    },
    onError: (e) => void message.error(problem(e)),
  });
  const revoke = useMutation({
    mutationFn: (id: string) => api.reporting.revokeKey({ params: { id } }),
    onSuccess: again,
    onError: (e) => void message.error(problem(e)),
  });
  return (
    <div className="page">
      <PageHead
        title={t('reportingPages.keys')}
        hint={t('reportingPages.keysHint')}
        extra={
          <Button type="primary" onClick={() => setAsking(true)}>
            {t('reportingPages.makeKey')}
          </Button>
        }
      />
      {secret ? (
        <Alert
          type="success"
          showIcon
          closable={{ onClose: () => setSecret(null) }}
          title={t('reportingPages.keyOnce')}
          description={
            <Typography.Text copyable className="mono" style={{ overflowWrap: 'anywhere' }}>
              {secret}
            </Typography.Text>
          }
          style={{ marginBottom: 12 }}
        />
      ) : null}
      <PlainTable<KeyRow>
        label={t('reportingPages.keys')}
        query={q}
        rowKey="id"
        empty={t('reportingPages.noKeys')}
        emptyHint={t('reportingPages.noKeysHint')}
        columns={[
          { title: t('reportingPages.keyName'), dataIndex: 'name', width: 180 },
          {
            title: t('reportingPages.keyPrefix'),
            width: 150,
            render: (_, k) => <span className="mono">{k.prefix}…</span>,
          },
          {
            title: t('common.status'),
            width: 190,
            render: (_, k) =>
              k.live
                ? t('reportingPages.keyLive', { day: k.expiresDay })
                : k.revokedAt
                  ? t('reportingPages.keyRevoked')
                  : t('reportingPages.keyExpired'),
          },
          {
            title: t('reportingPages.keyUsed'),
            width: 150,
            className: 'num',
            render: (_, k) => formatTime(k.lastUsedAt),
          },
          {
            title: t('common.actions'),
            width: 100,
            render: (_, k) =>
              k.live ? (
                <Button
                  danger
                  onClick={() =>
                    modal.confirm({
                      title: t('reportingPages.revokeTitle', { name: k.name }),
                      onOk: () => revoke.mutateAsync(k.id).catch(() => undefined),
                    })
                  }
                >
                  {t('reportingPages.revoke')}
                </Button>
              ) : null,
          },
        ]}
      />
      <section className="panel" style={{ marginTop: 14 }}>
        <h2>{t('reportingPages.howTo')}</h2>
        <p className="quiet">{t('reportingPages.howToHint')}</p>
        <pre className="mono small" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {`curl -X POST ${location.origin}/api/reporting/reports/enterprise-monthly/2022-M11/submit \\
  -H 'Authorization: Bearer dbk_…' -H 'Idempotency-Key: <UUID>' -H 'Content-Type: application/json' \\
  -d '{"values": {"gross-output": "1000", "revenue": "990"}, "reasons": {}}'`}
        </pre>
      </section>
      <p>
        <Link to="/reports">{t('common.back')}</Link>
      </p>
      {asking ? (
        <Modal
          open
          title={t('reportingPages.makeKey')}
          onOk={() => form.submit()}
          confirmLoading={make.isPending}
          onCancel={() => setAsking(false)}
        >
          <Form form={form} layout="vertical" onFinish={(v) => make.mutate(v)}>
            <Form.Item
              name="name"
              label={t('reportingPages.keyName')}
              extra={t('reportingPages.keyNameHint')}
              rules={[{ required: true, min: 2, message: t('reportingPages.needed') }]}
            >
              <Input maxLength={60} />
            </Form.Item>
          </Form>
        </Modal>
      ) : null}
    </div>
  );
}
