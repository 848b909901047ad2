import { memo, useMemo } from 'react';
import type { z } from 'zod';
import type { documentSchema } from '#contract/plans';
import { StatusChip, type Status } from '../../parts/StatusChip.tsx';

type Document = z.output<typeof documentSchema>;
export type Block = Document['blocks'][number];
export type Sentence = Block['sentences'][number];

/** Marks what was searched for, without touching the rest. */
function Marked({ text, find }: { text: string; find: string }) {
  if (find === '' || !text.includes(find)) return text;
  const parts = text.split(find);
  return parts.map((p, i) => (
    // The position is the identity of a part.
    // eslint-disable-next-line react/no-array-index-key
    <span key={i}>
      {p}
      {i < parts.length - 1 ? <mark>{find}</mark> : null}
    </span>
  ));
}

const provisionsOf = (s: Sentence): string[] => [...new Set(s.segments.flatMap((x) => x.provisions))];
const textOf = (s: Sentence): string => s.segments.map((x) => x.text).join('');

const Piece = memo(function Piece({
  s,
  find,
  picked,
  dimmed,
  promising,
  onPick,
}: {
  s: Sentence;
  /** The letterhead and the title carry provisions too, but are read, not clicked. */
  promising: boolean;
  find: string;
  picked: boolean;
  dimmed: boolean;
  onPick: (provisions: readonly string[], start: number) => void;
}) {
  const provisions = provisionsOf(s);
  if (provisions.length === 0 || !promising) return <Marked text={textOf(s)} find={find} />;
  return (
    // A sentence must wrap like text, which a button element cannot do.
    <span
      role="button"
      tabIndex={0}
      className={`promise promise-${s.statuses[0] ?? 'none'}${picked ? ' promise-picked' : ''}${dimmed ? ' promise-dimmed' : ''}`}
      aria-pressed={picked}
      onClick={() => onPick(provisions, s.start)}
      onKeyDown={(e) => {
        if (e.key !== 'Enter' && e.key !== ' ') return;
        e.preventDefault();
        onPick(provisions, s.start);
      }}
    >
      <Marked text={textOf(s)} find={find} />
      {s.statuses.map((x) => (
        <StatusChip key={x} status={x} quiet />
      ))}
    </span>
  );
});

/** The plan as a page to read: the document's own words, each promise a quiet button with its status. */
export function DocumentView({
  blocks,
  find,
  only,
  picked,
  onPick,
}: {
  blocks: readonly Block[];
  find: string;
  /** Shows only promises of this status at full strength. */
  only: Status | null;
  /** Offset of the sentence whose details are open. */
  picked: number | null;
  onPick: (provisions: readonly string[], start: number) => void;
}) {
  const body = useMemo(
    () =>
      blocks.map((b) => {
        const id = `at-${b.start}`;
        const inner = b.sentences.map((s) => (
          <Piece
            key={s.start}
            s={s}
            find={find}
            picked={picked === s.start}
            dimmed={only !== null && !s.statuses.includes(only)}
            promising={b.kind === 'paragraph' || b.kind === 'responsibility' || b.kind === 'heading'}
            onPick={onPick}
          />
        ));
        if (b.kind === 'title')
          return (
            <h1 key={id} id={id} className="doc-title">
              {inner}
            </h1>
          );
        if (b.kind === 'heading') {
          const Tag = b.level === 1 ? 'h2' : 'h3';
          return (
            <Tag key={id} id={id} className={b.level === 1 ? 'doc-h1' : 'doc-h2'}>
              {inner}
            </Tag>
          );
        }
        return (
          <p key={id} id={id} className={`doc-${b.kind}`}>
            {inner}
          </p>
        );
      }),
    [blocks, find, only, picked, onPick],
  );
  return (
    <article className="doc" lang="zh-CN">
      {body}
    </article>
  );
}
