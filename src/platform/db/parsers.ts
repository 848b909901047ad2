/**
 * One table of parsers for both drivers, because they disagree: left alone, a bigint arrives as text from one and as number or bigint from the
 * other, and a date as an instant that is the day before in Shanghai. Here: bigint → bigint, date → text, timestamptz → ISO text, numeric → text.
 */
const iso = (text: string): string =>
  new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString();

export const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  20: (t) => BigInt(t),
  1082: (t) => t,
  1114: (t) => t,
  1184: iso,
  1700: (t) => t,
};
