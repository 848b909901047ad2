import { Alert, Button } from 'antd';
import { ApiProblem } from '../api.ts';
import { useI18n } from '../app/i18n.tsx';

/** What went wrong, in words, with the request id and a way to try again. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t, problem } = useI18n();
  const body = error instanceof ApiProblem ? error.body : undefined;
  const message = !body
    ? String(error)
    : body.code === 'offline'
      ? t('common.offline')
      : problem(body.code, body.params);
  return (
    <Alert
      type="error"
      showIcon
      title={t('common.errorTitle')}
      description={
        <>
          <div>{message}</div>
          {body?.requestId ? <div className="num">{t('common.errorId', { id: body.requestId })}</div> : null}
        </>
      }
      action={retry ? <Button onClick={retry}>{t('common.retry')}</Button> : null}
    />
  );
}

/** The sentence for a refused act, for messages and form errors. */
export function useProblemText(): (error: unknown) => string {
  const { t, problem } = useI18n();
  return (error) =>
    error instanceof ApiProblem
      ? error.body.code === 'offline'
        ? t('common.offline')
        : problem(error.body.code, error.body.params)
      : String(error);
}
