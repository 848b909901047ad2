/** An evaluation of a funding rule, read out: one page of sentences, every figure down to a fact or to the words of a document. */

interface Node {
  readonly kind: string;
  readonly value?: string | null;
  readonly title?: string;
  readonly text?: string;
  readonly met?: 'yes' | 'no' | 'unknown';
  readonly period?: string;
  readonly revision?: number;
  readonly known?: string;
  readonly source?: string;
  readonly passage?: { readonly document: string; readonly clause: string; readonly quote: string };
  readonly of?: readonly Node[];
}
/** The members of an evaluation that are read out (`Evaluation` of the rules engine has them). */
export interface Explained {
  readonly title: string;
  readonly asOf: string;
  readonly known: string;
  readonly year: number;
  readonly outcome: 'yes' | 'no' | 'unknown';
  readonly amountFen: string;
  readonly open: string | null;
  readonly worthFen: string | null;
  readonly capFen: string | null;
  readonly ruleVersion: string;
  readonly mark: string;
  readonly clause: string;
  readonly source: string;
  readonly choices: Readonly<Record<string, string>>;
  readonly missing: readonly {
    readonly condition: string;
    readonly title: string;
    readonly have: string | null;
    readonly need: string;
    readonly short: string | null;
    readonly unknown: boolean;
    readonly alternative: string | null;
  }[];
  readonly more: readonly {
    readonly title: string;
    readonly have: string;
    readonly to: string;
    readonly amountFen: string;
  }[];
  readonly trace: Node;
}

/** Whole fen as people write them, in 亿元, 万元 or 元 with every digit that counts; the text of a bigint comes in. */
export function fenText(fen: string): string {
  const [places, unit] = fen.length > 10 ? [10, '亿元'] : fen.length > 6 ? [6, '万元'] : [2, '元'];
  const padded = fen.padStart(places + 1, '0');
  const fraction = padded.slice(-places).replace(/0+$/, '');
  return `${padded.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}${unit}`;
}

/** Sentences of the book of rules by key. */
export type Say = (key: string, params: Readonly<Record<string, string | number>>) => string | undefined;

/** The page, line by line; indented by two spaces for each level of the tree, the documents at the end by number. */
export function readOut(text: Say, e: Explained): string[] {
  const notes: string[] = [];
  const say = (key: string, params: Record<string, string | number> = {}): string => text(key, params) ?? key;
  const note = (p: NonNullable<Node['passage']>): string => {
    const words = say('passage', { document: p.document, clause: p.clause, quote: p.quote });
    const at = notes.indexOf(words);
    return `[${at < 0 ? notes.push(words) : at + 1}]`;
  };
  const origin = (n: Node): string => {
    const parts = [
      n.period && say('origin.period', { period: n.period }),
      n.revision !== undefined && n.revision > 0 && say('origin.revision', { revision: n.revision }),
      n.known && say('origin.known', { known: n.known }),
      n.source && say('origin.source', { source: n.source }),
    ].filter(Boolean);
    return parts.length === 0 ? '' : say('origin', { parts: parts.join(say('origin.join')) });
  };
  const lines: string[] = [];
  const walk = (n: Node, depth: number): void => {
    const params = {
      title: n.title ?? '',
      value: n.value ?? say('unknown'),
      text: n.text ?? '',
      met: n.met ? say(`met.${n.met}`) : '',
      origin: origin(n),
    };
    const sentence = say(`step.${n.kind}`, params);
    lines.push(`${'  '.repeat(depth)}${sentence}${n.passage ? note(n.passage) : ''}`);
    for (const c of n.of ?? []) walk(c, depth + 1);
  };

  const head = [
    say('head.scheme', { title: e.title, version: e.ruleVersion, clause: e.clause }),
    say('head.moment', { asOf: e.asOf, known: e.known, year: e.year }),
    e.open !== null && e.outcome === 'yes'
      ? say('head.open')
      : say(`head.${e.outcome}`, { amount: fenText(e.amountFen) }),
    ...(e.mark === 'official' ? [] : [say(`head.${e.mark}`, { source: e.source })]),
  ];
  const lacking = e.missing.map((m) => {
    // Limits and "nothing left" have sentences of their own; their title is a code.
    const own = text(`limit.${m.condition}`, {});
    const params = {
      title: own ?? m.title,
      have: m.have ?? say('unknown'),
      need: m.need,
      short: m.short ?? '',
    };
    const kind = m.unknown
      ? 'unknown'
      : own !== undefined
        ? m.condition
        : m.short === null
          ? 'plain'
          : 'short';
    const sentence = say(`missing.${kind}`, params);
    return `  ${m.alternative === null ? '' : say('missing.or')}${sentence}`;
  });
  walk(e.trace, 0);
  return [
    ...head,
    ...(lacking.length > 0 ? [say('missing.head'), ...lacking] : []),
    ...(e.outcome !== 'yes' && e.worthFen !== null && e.worthFen !== '0'
      ? [say('worth', { amount: fenText(e.worthFen) })]
      : []),
    ...e.more.map((m) =>
      say('more', { title: m.title, have: m.have, to: m.to, amount: fenText(m.amountFen) }),
    ),
    ...(e.capFen === null ? [] : [say('capped', { amount: fenText(e.capFen) })]),
    ...(Object.keys(e.choices).length > 0
      ? [
          say('choices', {
            list: Object.entries(e.choices)
              .map(([q, a]) => `${q}=${a}`)
              .join('、'),
          }),
        ]
      : []),
    '',
    say('trace'),
    ...lines,
    ...(notes.length > 0 ? ['', say('passages'), ...notes.map((w, i) => `[${i + 1}] ${w}`)] : []),
  ];
}
