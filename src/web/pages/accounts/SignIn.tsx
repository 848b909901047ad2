import { Button, Form, Input } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { api } from '../../api.ts';
import { useI18n } from '../../app/i18n.tsx';
import { useSession } from '../../app/session.tsx';
import { useProblemText } from '../../parts/ErrorState.tsx';

/** Only an address of this house; never somewhere else. */
const safe = (to: string | null): string =>
  to && /^\/(?!\/)/.test(to) && !to.startsWith('/sign-in') && to !== '/' ? to : '/desk';

export default function SignIn() {
  const { t } = useI18n();
  const { me, refresh } = useSession();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const problem = useProblemText();
  const [form] = Form.useForm<{ username: string; password: string }>();
  const demo = useQuery({
    queryKey: ['demo-accounts'],
    queryFn: () => api.accounts.demo(),
    staleTime: 600_000,
  });
  const signIn = useMutation({
    mutationFn: (v: { username: string; password: string }) => api.accounts.signIn({ body: v }),
    onSuccess: async () => {
      await refresh();
      await navigate(safe(params.get('to')), { replace: true });
    },
  });
  if (me && !signIn.isPending && !signIn.isSuccess) return <Navigate to={safe(params.get('to'))} replace />;
  const accounts = demo.data?.accounts ?? [];
  return (
    <div className="sign-in">
      <section className="panel">
        <h1>{t('accountPages.signInTitle')}</h1>
        {signIn.error ? (
          <p role="alert" className="bad-text">
            {problem(signIn.error)}
          </p>
        ) : null}
        <Form form={form} layout="vertical" requiredMark={false} onFinish={(v) => signIn.mutate(v)}>
          <Form.Item
            name="username"
            label={t('accountPages.username')}
            rules={[{ required: true, message: t('accountPages.enterUsername') }]}
          >
            <Input autoComplete="username" autoFocus maxLength={60} />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('accountPages.password')}
            rules={[{ required: true, message: t('accountPages.enterPassword') }]}
          >
            <Input.Password autoComplete="current-password" maxLength={200} />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
            {t('common.signIn')}
          </Button>
        </Form>
      </section>
      {accounts.length > 0 ? (
        <section className="panel" style={{ margin: 0 }}>
          <h2>{t('accountPages.demoTitle')}</h2>
          <p className="quiet">{t('accountPages.demoHint')}</p>
          <ul className="demo-list">
            {accounts.map((a) => (
              <li key={a.username}>
                <button
                  type="button"
                  onClick={() =>
                    form.setFieldsValue({ username: a.username, password: demo.data?.password ?? '' })
                  }
                >
                  <b>{a.name}</b>
                  <span className="quiet">
                    {t(`accountPages.role.${a.role}`)} · {a.username}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}
