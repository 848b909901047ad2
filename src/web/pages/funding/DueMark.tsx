import { DueTag } from '../filings/DueTag.tsx';
import type { ApplicationRow } from './types.ts';

/** Whose the next step is and until when. */
export function DueMark({ due, who = false }: { due: ApplicationRow['due']; who?: boolean }) {
  const word = !due
    ? 'open'
    : due.days < 0
      ? 'late'
      : due.days === 0
        ? 'today'
        : due.days <= 3
          ? 'soon'
          : 'open';
  return <DueTag due={due && { ...due, workingDays: null, word }} who={who} />;
}
