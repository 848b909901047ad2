import { useCallback, useEffect, useRef, useState } from 'react';
import { api, ApiProblem } from '../../api.ts';
import type { Figures, Finding, Report } from './types.ts';

interface Local {
  values: Figures;
  reasons: Figures;
  version: number;
  at: string;
}

export type Kept = 'saved' | 'typing' | 'saving' | 'offline' | 'conflict';

const QUIET = 1500;
const RETRY = 10_000;

/**
 * What is typed is kept twice: in the browser at once, on the server a moment after the typing stops. Without a connection the browser's copy stays and
 * is sent as soon as there is one again; it is given up only when the server has it.
 */
export function useReportDraft(report: Report) {
  const key = `duibiao.report.${report.subject.id}.${report.form.id}.${report.period}.${report.item}`;
  const [formId, subject, item] = [report.form.id, report.subject.id, report.item];
  const [start] = useState<Local | null>(() => {
    try {
      const had = JSON.parse(localStorage.getItem(key) ?? 'null') as Local | null;
      // Somebody went on from elsewhere: what lies here is older than what is shown.
      return report.editable && had !== null && had.version === report.version ? had : null;
    } catch {
      return null;
    }
  });
  const [values, setValues] = useState<Figures>(start?.values ?? report.values);
  const [reasons, setReasons] = useState<Figures>(start?.reasons ?? report.reasons);
  const [version, setVersion] = useState(report.version);
  const [findings, setFindings] = useState<readonly Finding[]>(report.findings);
  const [kept, setKept] = useState<Kept>(start ? 'typing' : 'saved');
  const now = useRef({ values, reasons, version, dirty: start !== null, busy: false });

  const send = useCallback(async (): Promise<boolean> => {
    const at = now.current;
    if (!at.dirty) return true;
    if (at.busy) return false;
    at.busy = true;
    at.dirty = false;
    setKept('saving');
    const sent = { values: at.values, reasons: at.reasons, version: at.version };
    try {
      const r = await api.reporting.save({
        params: { form: formId, period: report.period },
        body: { subject, item, ...sent },
      });
      at.version = r.version;
      setVersion(r.version);
      setFindings(r.findings);
      // Typed meanwhile: that is still to be sent, and stays in the browser.
      if (at.dirty) localStorage.setItem(key, JSON.stringify({ ...at, at: new Date().toISOString() }));
      else localStorage.removeItem(key);
      setKept(at.dirty ? 'typing' : 'saved');
      return !at.dirty;
    } catch (e) {
      at.dirty = true;
      setKept(e instanceof ApiProblem && e.body.code === 'reporting.changed' ? 'conflict' : 'offline');
      return false;
    } finally {
      at.busy = false;
    }
  }, [key, formId, report.period, subject, item]);

  const touch = useCallback(
    (next: { values?: Figures; reasons?: Figures }) => {
      const at = now.current;
      at.dirty = true;
      at.values = next.values ?? at.values;
      at.reasons = next.reasons ?? at.reasons;
      if (next.values) setValues(next.values);
      if (next.reasons) setReasons(next.reasons);
      setKept((k) => (k === 'offline' || k === 'conflict' ? k : 'typing'));
      const local: Local = {
        values: at.values,
        reasons: at.reasons,
        version: at.version,
        at: new Date().toISOString(),
      };
      localStorage.setItem(key, JSON.stringify(local));
    },
    [key],
  );

  useEffect(() => {
    if (kept !== 'typing') return undefined;
    const timer = setTimeout(() => void send(), QUIET);
    return () => clearTimeout(timer);
  }, [kept, values, reasons, send]);
  useEffect(() => {
    if (kept !== 'offline') return undefined;
    const again = (): void => void send();
    const timer = setInterval(again, RETRY);
    window.addEventListener('online', again);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', again);
    };
  }, [kept, send]);

  return {
    values,
    reasons,
    version,
    findings,
    kept,
    /** What was found in the browser when the page opened. */
    restored: start?.at ?? null,
    setFindings,
    set: (field: string, text: string) => touch({ values: { ...now.current.values, [field]: text } }),
    replace: (next: Figures) => touch({ values: next }),
    answer: (remark: string, text: string) => touch({ reasons: { ...now.current.reasons, [remark]: text } }),
    send,
    forget: () => {
      now.current.dirty = false;
      localStorage.removeItem(key);
    },
  };
}
