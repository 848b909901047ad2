/** A coded remark about data. Expected, returned in lists, never thrown. Codes are stable for ever and translated in locales. */
export interface Finding {
  /** e.g. `P104`; the letter names the room that raises it. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** Where in the data: `provisions/二（三）.yaml#N067.target`, `Sheet1!C7`. */
  readonly path?: string;
  /** Values the message is built from. */
  readonly params?: Readonly<Record<string, string | number>>;
}

export const finding = (
  code: string,
  severity: Finding['severity'],
  path?: string,
  params?: Finding['params'],
): Finding => ({
  code,
  severity,
  ...(path === undefined ? {} : { path }),
  ...(params === undefined ? {} : { params }),
});

export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some((f) => f.severity === 'error');
