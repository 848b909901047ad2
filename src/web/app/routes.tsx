import { Button, Result } from 'antd';
import { lazy, type ComponentType, type ReactNode } from 'react';
import { createBrowserRouter, Navigate, useLocation, useNavigate, useRouteError } from 'react-router';
import { useI18n } from './i18n.tsx';
import { pages } from './pages.ts';
import { SessionProvider, useSession } from './session.tsx';
import { Shell } from './Shell.tsx';

/** A page that only those may open whom the list names; the server decides again on every call. */
function Guarded({ access, children }: { access: string; children: ReactNode }) {
  const { can, ready, me } = useSession();
  const { t } = useI18n();
  const { pathname, search } = useLocation();
  if (!ready) return null;
  if (can(access)) return children;
  if (!me) return <Navigate to={`/sign-in?to=${encodeURIComponent(pathname + search)}`} replace />;
  return <Result status="403" title={t('common.forbidden')} subTitle={t('common.forbiddenHint')} />;
}

function NotFound() {
  const { t } = useI18n();
  const navigate = useNavigate();
  return (
    <Result
      status="404"
      title={t('common.notFound')}
      subTitle={t('common.notFoundHint')}
      extra={<Button onClick={() => navigate('/')}>{t('web.page.document')}</Button>}
    />
  );
}

/** A page that broke says so, and the rest of the house stands. */
function Broken() {
  const { t } = useI18n();
  const error = useRouteError();
  return (
    <Result
      status="error"
      title={t('web.broken')}
      subTitle={error instanceof Error ? error.message : ''}
      extra={<Button onClick={() => location.reload()}>{t('common.retry')}</Button>}
    />
  );
}

const component: Record<string, () => Promise<{ default: ComponentType }>> = {
  '/': () => import('../pages/plans/Document.tsx'),
  '/sign-in': () => import('../pages/accounts/SignIn.tsx'),
  '/desk': () => import('../pages/desk/Desk.tsx'),
  '/me': () => import('../pages/accounts/Me.tsx'),
  '/plan/lights': () => import('../pages/plans/Lights.tsx'),
  '/plan/figures/:indicator': () => import('../pages/plans/Figure.tsx'),
  '/plan/provisions': () => import('../pages/plans/Provisions.tsx'),
  '/plan/findings': () => import('../pages/plans/Findings.tsx'),
  '/plan/coverage': () => import('../pages/plans/Coverage.tsx'),
  '/plan/open': () => import('../pages/plans/OpenQuestions.tsx'),
  '/benchmark': () => import('../pages/benchmarks/Benchmark.tsx'),
  '/benchmark/mine': () => import('../pages/benchmarks/Mine.tsx'),
  '/benchmark/analysis': () => import('../pages/benchmarks/Analysis.tsx'),
  '/benchmark/runs/:run': () => import('../pages/benchmarks/Run.tsx'),
  '/benchmark/runs/:run/:subject': () => import('../pages/benchmarks/EnterpriseResult.tsx'),
  '/filings': () => import('../pages/filings/Filings.tsx'),
  '/filings/:id': () => import('../pages/filings/Filing.tsx'),
  '/awards': () => import('../pages/awards/Awards.tsx'),
  '/awards/:id': () => import('../pages/awards/Round.tsx'),
  '/awards/:id/:subject': () => import('../pages/awards/Candidate.tsx'),
  '/awards/:id/paper/:expert': () => import('../pages/awards/PaperSheet.tsx'),
  '/sheets': () => import('../pages/awards/Sheets.tsx'),
  '/sheets/:id': () => import('../pages/awards/Sheet.tsx'),
  '/notices': () => import('../pages/awards/Notices.tsx'),
  '/notices/:id': () => import('../pages/awards/Notice.tsx'),
  '/assessments': () => import('../pages/assessment/Assessments.tsx'),
  '/assessments/:id': () => import('../pages/assessment/Assessment.tsx'),
  '/assessments/:id/:unit': () => import('../pages/assessment/UnitSheet.tsx'),
  '/policies': () => import('../pages/schemes/Policies.tsx'),
  '/policies/mine': () => import('../pages/schemes/MyPolicies.tsx'),
  '/policies/sandbox': () => import('../pages/schemes/sandbox/Sandbox.tsx'),
  '/policies/sandbox/new': () => import('../pages/schemes/sandbox/SandboxNew.tsx'),
  '/policies/sandbox/compare': () => import('../pages/schemes/sandbox/SandboxCompare.tsx'),
  '/policies/sandbox/:id': () => import('../pages/schemes/sandbox/Scenario.tsx'),
  '/policies/:scheme/versions': () => import('../pages/schemes/Versions.tsx'),
  '/policies/:scheme': () => import('../pages/schemes/Policy.tsx'),
  '/funding/notices': () => import('../pages/funding/FundNotices.tsx'),
  '/funding/ledger': () => import('../pages/funding/Ledger.tsx'),
  '/funding/direct': () => import('../pages/funding/direct/Direct.tsx'),
  '/funding/entitlements': () => import('../pages/funding/direct/Entitlements.tsx'),
  '/funding/sheets': () => import('../pages/funding/Sheets.tsx'),
  '/funding/sheets/:id': () => import('../pages/funding/Sheet.tsx'),
  '/funding/seats/:id': () => import('../pages/funding/Sheet.tsx'),
  '/funding': () => import('../pages/funding/Applications.tsx'),
  '/funding/:id': () => import('../pages/funding/Application.tsx'),
  '/publicity': () => import('../pages/funding/Publicity.tsx'),
  '/funds': () => import('../pages/funding/Funds.tsx'),
  '/supervision': () => import('../pages/supervision/Overview.tsx'),
  '/supervision/ledger': () => import('../pages/supervision/Ledger.tsx'),
  '/supervision/cases': () => import('../pages/supervision/Cases.tsx'),
  '/supervision/cases/:id': () => import('../pages/supervision/Case.tsx'),
  '/supervision/meetings': () => import('../pages/supervision/Meetings.tsx'),
  '/supervision/documents': () => import('../pages/supervision/Documents.tsx'),
  '/supervision/documents/:id': () => import('../pages/supervision/Document.tsx'),
  '/reports': () => import('../pages/reporting/Duties.tsx'),
  '/reports/review': () => import('../pages/reporting/Review.tsx'),
  '/reports/progress': () => import('../pages/reporting/Progress.tsx'),
  '/reports/forms': () => import('../pages/reporting/Forms.tsx'),
  '/reports/projects': () => import('../pages/reporting/Projects.tsx'),
  '/reports/keys': () => import('../pages/reporting/Keys.tsx'),
  '/report/:form/:period': () => import('../pages/reporting/Report.tsx'),
  '/enterprises': () => import('../pages/subjects/Enterprises.tsx'),
  '/enterprises/:id': () => import('../pages/subjects/Enterprise.tsx'),
  '/regions': () => import('../pages/subjects/Regions.tsx'),
  '/parks': () => import('../pages/subjects/Parks.tsx'),
  '/industries': () => import('../pages/subjects/Industries.tsx'),
  '/agencies': () => import('../pages/subjects/Agencies.tsx'),
  '/facts/import': () => import('../pages/indicators/Imports.tsx'),
  '/facts/import/:batch': () => import('../pages/indicators/ImportBatch.tsx'),
  '/facts/rollup': () => import('../pages/indicators/Rollup.tsx'),
  '/facts/indicators': () => import('../pages/indicators/Indicators.tsx'),
  '/admin/accounts': () => import('../pages/accounts/Accounts.tsx'),
  '/admin/audit': () => import('../pages/accounts/Audit.tsx'),
  '/admin/jobs': () => import('../pages/accounts/Jobs.tsx'),
};

/** A detail page is opened by what opens its list. */
const accessOf = (path: string): string =>
  pages
    .filter((p) => path === p.path || (p.path !== '/' && path.startsWith(`${p.path}/`)))
    .toSorted((a, b) => b.path.length - a.path.length)[0]?.access ?? 'signed-in';

export const router = createBrowserRouter([
  {
    element: (
      <SessionProvider>
        <Shell />
      </SessionProvider>
    ),
    errorElement: <Broken />,
    children: [
      ...Object.entries(component).map(([path, load]) => {
        const Page = lazy(load);
        return {
          path,
          errorElement: <Broken />,
          element: (
            <Guarded access={accessOf(path)}>
              <Page />
            </Guarded>
          ),
        };
      }),
      { path: '*', element: <NotFound /> },
    ],
  },
]);
