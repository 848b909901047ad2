import { App, Button, Form, Input } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';
import { ScopeText } from '../../parts/ScopeText.tsx';
import { PageHead } from '../../parts/PageHead.tsx';

export default function Me() {
  const { t } = useI18n();
  const { me } = useSession();
  const { message } = App.useApp();
  const problem = useProblemText();
  const [form] = Form.useForm<{ current: string; next: string; again: string }>();
  const change = useMutation({
    mutationFn: (v: { current: string; next: string }) =>
      api.accounts.changePassword({ body: { current: v.current, next: v.next } }),
    onSuccess: () => {
      form.resetFields();
      void message.success(t('accountPages.passwordChanged'));
    },
  });
  if (!me) return null;
  return (
    <div className="page" style={{ maxWidth: 760 }}>
      <PageHead title={t('web.page.me')} />
      <section className="panel">
        <dl className="facts">
          <dt>{t('accountPages.name')}</dt>
          <dd>{me.name}</dd>
          <dt>{t('accountPages.username')}</dt>
          <dd>{me.username}</dd>
          <dt>{t('accountPages.roleLabel')}</dt>
          <dd>{t(`accountPages.role.${me.role}`)}</dd>
          <dt>{t('accountPages.scope')}</dt>
          <dd>
            <ScopeText scope={me.scope} />
          </dd>
        </dl>
      </section>
      <section className="panel">
        <h2>{t('accountPages.changePassword')}</h2>
        {change.error ? (
          <p role="alert" className="bad-text">
            {problem(change.error)}
          </p>
        ) : null}
        <Form form={form} layout="vertical" style={{ maxWidth: 360 }} onFinish={(v) => change.mutate(v)}>
          <Form.Item
            name="current"
            label={t('accountPages.currentPassword')}
            rules={[{ required: true, message: t('accountPages.enterPassword') }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Form.Item
            name="next"
            label={t('accountPages.newPassword')}
            extra={t('accountPages.passwordRule')}
            rules={[{ required: true, message: t('accountPages.enterPassword') }]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Form.Item
            name="again"
            label={t('accountPages.again')}
            dependencies={['next']}
            rules={[
              { required: true, message: t('accountPages.enterAgain') },
              ({ getFieldValue }) => ({
                validator: (_, v) =>
                  !v || v === getFieldValue('next')
                    ? Promise.resolve()
                    : Promise.reject(new Error(t('accountPages.notSame'))),
              }),
            ]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t('accountPages.changePassword')}
          </Button>
        </Form>
      </section>
    </div>
  );
}
