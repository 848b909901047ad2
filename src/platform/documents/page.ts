/** What stands on one page, whatever it is written as. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad';
export interface Cell {
  readonly text: string;
  readonly right?: boolean;
  readonly tone?: Tone;
}
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly quiet?: boolean }
  | {
      readonly kind: 'table';
      /** Shares of the width, per cent. */
      readonly widths: readonly number[];
      readonly head: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
    };

export interface Page {
  readonly title: string;
  readonly subtitle: string;
  /** Stands large above the title, in red: figures that are invented, say. */
  readonly warning?: string;
  readonly blocks: readonly Block[];
  readonly footer: string;
  /** When what it says was made; stands in the properties of a PDF, so that the same page gives the same file. */
  readonly made?: string;
}
