/**
 * Canonical JSON: keys sorted by code unit, no white space, numbers as ECMAScript prints them. The same value gives the same bytes,
 * so hashes of inputs and results can be compared years later. Refuses what JSON cannot say (NaN, Infinity, undefined members are dropped).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError('canonical JSON cannot hold NaN or Infinity');
    return JSON.stringify(value);
  }
  if (typeof value === 'bigint') return JSON.stringify(value.toString());
  if (Array.isArray(value))
    // Array.from, as `map` would leave a hole in the list a hole in the text.
    return `[${Array.from(value, (v: unknown) => canonicalJson(v === undefined ? null : v)).join(',')}]`;
  if (typeof value === 'object') {
    // A Date, Map or Set has no members of its own: two different ones would hash alike.
    if (value instanceof Date) return canonicalJson(value.toJSON());
    if (value instanceof Map || value instanceof Set)
      throw new TypeError('canonical JSON cannot hold a Map or a Set');
    const entries = Object.entries(value as Record<string, unknown>)
      .filter(([, v]) => v !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(',')}}`;
  }
  throw new TypeError(`canonical JSON cannot hold a ${typeof value}`);
}
