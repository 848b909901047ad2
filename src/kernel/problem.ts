import type { Finding } from './finding.ts';

/** A coded refusal of an act: the only error class thrown on purpose. `server` maps codes to statuses, locales to sentences. */
export class Problem extends Error {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly findings: readonly Finding[];

  constructor(
    code: string,
    detail: { params?: Record<string, string | number>; findings?: readonly Finding[] } = {},
  ) {
    super(code);
    this.name = 'Problem';
    this.code = code;
    this.params = detail.params ?? {};
    this.findings = detail.findings ?? [];
  }
}
