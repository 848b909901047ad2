import { Tag, Tooltip } from 'antd';
import { Link } from 'react-router';
import { useI18n } from '../../app/i18n.tsx';
import type { Basis } from './types.ts';

/** How firm a rule is and where it comes from; an open question can be gone to. */
export function BasisTag({ basis }: { basis: Basis }) {
  const { t } = useI18n();
  return (
    <>
      <Tooltip title={`${t('awardPages.ruleSource')}：${basis.source}`}>
        <Tag tabIndex={0}>{t(`awardPages.mark.${basis.mark}`)}</Tag>
      </Tooltip>
      {basis.question ? (
        <Link className="small" to={`/plan/open#${basis.question}`}>
          {t('awardPages.toQuestion')}
        </Link>
      ) : null}
    </>
  );
}
