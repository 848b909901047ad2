import type { z } from 'zod';
import type { scopeSchema } from '#contract/accounts';
import { useI18n } from '../app/i18n.tsx';
import { useRegisters } from './useRegisters.ts';

/** 全区 / 石嘴山市大武口区 / 本企业 / 无业务数据 */
export function ScopeText({ scope }: { scope: z.output<typeof scopeSchema> }) {
  const { t } = useI18n();
  const { regions } = useRegisters();
  if (scope.kind !== 'regions')
    return t(scope.kind === 'subject' ? 'accountPages.ownScope' : `accountPages.scopeKind.${scope.kind}`);
  const names = new Map(regions.data?.items.map((r) => [r.path, r.name]));
  // From the city down: the province is the same for everybody.
  const nameOf = (path: string): string =>
    path
      .split('/')
      .map((_, i, parts) => names.get(parts.slice(0, i + 1).join('/')) ?? '')
      .slice(path.includes('/') ? 1 : 0)
      .join('');
  return scope.paths.map((p) => nameOf(p) || p).join('、');
}
