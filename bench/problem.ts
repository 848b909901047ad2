import type { DeaInput } from '#engine/benchmark';

/** Uniform numbers in [0, 1) from a seed (mulberry32). */
const generator = (seed: number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

/**
 * Enterprises of log-normal size with an inefficiency of their own: few on the frontier, as in reality. Inputs, then outputs; column c
 * stands at c · units.
 */
export function figures(
  units: number,
  inputs: number,
  outputs: number,
  seed: number,
  into: Float64Array,
): void {
  const random = generator(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const size = new Float64Array(units);
  const made = new Float64Array(units);
  for (let u = 0; u < units; u++) size[u] = Math.exp(normal());
  for (let u = 0; u < units; u++) made[u] = size[u]! ** 0.9 * Math.exp(-Math.abs(0.4 * normal()));
  for (let c = 0; c < inputs + outputs; c++) {
    const base = c < inputs ? size : made;
    for (let u = 0; u < units; u++) into[c * units + u] = base[u]! * Math.exp(0.3 * normal());
  }
}

/** Variable returns, inputs contract. */
export function problemOf(units: number, inputs: number, outputs: number, data: Float64Array): DeaInput {
  const column = (name: string, c: number) => ({ name, values: data.subarray(c * units, (c + 1) * units) });
  return {
    ids: Array.from({ length: units }, (_, u) => `E${u}`),
    inputs: Array.from({ length: inputs }, (_, i) => column(`x${i}`, i)),
    outputs: Array.from({ length: outputs }, (_, r) => column(`y${r}`, inputs + r)),
    rts: 'vrs',
    orientation: 'in',
  };
}

export function problem(units: number, size: number): DeaInput {
  const data = new Float64Array(units * 2 * size);
  figures(units, size, size, 20180905, data);
  return problemOf(units, size, size, data);
}
