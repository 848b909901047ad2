/** Typed ids: an enterprise id does not fit where a run id is due. Made once, at the edge (`newId` of the act's context). */
export type Id<Kind extends string> = string & { readonly __id: Kind };

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** Time-ordered UUID (version 7, RFC 9562) from an epoch in milliseconds and ten random bytes given by the caller. */
export function uuidV7(epochMs: number, random: Uint8Array): string {
  const b = new Uint8Array(16);
  let t = epochMs;
  for (let i = 5; i >= 0; i -= 1) {
    b[i] = t % 256;
    t = Math.floor(t / 256);
  }
  b.set(random.subarray(0, 10), 6);
  b[6] = (b[6]! & 0x0f) | 0x70;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const h = Array.from(b, (x) => HEX[x]).join('');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}

export const isUuid = (s: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(s);
