/**
 * Positions of the keys in ascending order, equal keys as they stand (merge sort, Knuth vol. 3, 5.2.4). For hundreds of thousands of
 * keys several times as fast as a sort that asks back for each pair.
 */
export function sortedBy(keys: Float64Array): Int32Array {
  const n = keys.length;
  let from = new Int32Array(n);
  let to = new Int32Array(n);
  for (let k = 0; k < n; k++) from[k] = k;
  for (let width = 1; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) mergeRuns(keys, from, to, start, width);
    [from, to] = [to, from];
  }
  return from;
}

function mergeRuns(keys: Float64Array, from: Int32Array, to: Int32Array, start: number, width: number): void {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(middle + width, from.length);
  for (let at = start, left = start, right = middle; at < end; at++) {
    const takeLeft = right >= end || (left < middle && keys[from[left]!]! <= keys[from[right]!]!);
    to[at] = takeLeft ? from[left++]! : from[right++]!;
  }
}
