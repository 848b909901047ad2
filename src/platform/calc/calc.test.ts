import { describe, expect, it } from 'vitest';
import { entryOf, inThread } from './index.ts';

const entry = entryOf(new URL('./worker-for-test.ts', import.meta.url));

describe('a calculation in a thread of its own', () => {
  it('answers with the value and reports progress', async () => {
    const seen: number[] = [];
    const sum = await inThread<Float64Array, number>(entry, 'sum', new Float64Array([1, 2, 3.5]), {
      onProgress: (p) => seen.push(p),
    });
    expect(sum).toBe(6.5);
    expect(seen).toEqual([50]);
  });

  it('hands a refusal on as the refusal it is', async () => {
    await expect(inThread(entry, 'refuse', null)).rejects.toMatchObject({
      name: 'Problem',
      code: 'calc.example',
      params: { n: 3 },
    });
  });

  it('hands a fault on with its message', async () => {
    await expect(inThread(entry, 'crash', null)).rejects.toThrow('out of range');
    await expect(inThread(entry, 'constructor', null)).rejects.toThrow('no such task');
  });

  it('stops a calculation that would never end, at once', async () => {
    const stop = new AbortController();
    const running = inThread(entry, 'forever', null, { signal: stop.signal });
    setTimeout(() => stop.abort(), 600);
    await expect(running).rejects.toMatchObject({ code: 'jobs.cancelled' });
    await expect(inThread(entry, 'sum', new Float64Array(1), { signal: stop.signal })).rejects.toMatchObject({
      code: 'jobs.cancelled',
    });
  });

  it('is kept for the next one where the caller says so, and never after a cancel or a fault', async () => {
    const count = (keep: boolean) => inThread<null, number>(entry, 'count', null, { keep });
    expect(await count(true)).toBe(1);
    expect(await count(true)).toBe(2);
    expect(await count(false)).toBe(1);
    await expect(inThread(entry, 'crash', null, { keep: true })).rejects.toThrow('out of range');
    expect(await count(true)).toBe(1);
    const stop = new AbortController();
    const running = inThread(entry, 'forever', null, { keep: true, signal: stop.signal });
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'jobs.cancelled' });
    expect(await count(true)).toBe(1);
  });

  it('asks whoever started it, several things at once; an answer that fails ends it', async () => {
    const figures: Record<string, number> = { a: 1, b: 20, c: 300 };
    const total = (names: string[]) =>
      inThread<string[], number>(entry, 'total', names, {
        answer: async (name: string) => {
          await new Promise((r) => setTimeout(r, name === 'a' ? 30 : 1));
          if (figures[name] === undefined) throw new RangeError(`no ${name}`);
          return figures[name];
        },
      });
    expect(await total(['a', 'b', 'c'])).toBe(321);
    await expect(total(['a', 'x'])).rejects.toThrow('no x');
  });

  it('ends a calculation that takes too much memory and leaves the house standing', async () => {
    await expect(inThread(entry, 'hungry', null, { memory: 64 })).rejects.toThrow(/memory/i);
  });
});
