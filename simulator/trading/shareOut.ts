/** Splits a whole number by weights, exactly; a weight of 0 gets nothing. */
export function shareOut(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((left, right) => left + right, 0);
  let last = weights.length - 1;
  while (last > 0 && weights[last] === 0) last -= 1;
  let done = 0;
  let reached = 0;
  return weights.map((weight, index) => {
    reached += weight;
    const upTo = index >= last ? total : Math.floor((reached / sum) * total);
    const share = upTo - done;
    done = upTo;
    return share;
  });
}
