import { ExchangeError } from '../exchanges/errors.ts';

/**
 * Sends a batch; where the exchange does not know one of its members, halves it until the stranger is found, so that one
 * delisting does not take the others down.
 *
 * @param send resolves when the part is dealt with
 * @returns the members the exchange does not know
 * @throws any other error of `send`
 */
export async function sendHalving<Member>(
  members: readonly Member[],
  send: (part: readonly Member[]) => Promise<void>,
): Promise<Member[]> {
  try {
    await send(members);
    return [];
  } catch (error) {
    if (!(error instanceof ExchangeError && error.code === 'unknown-pair')) throw error;
    if (members.length === 1) return [...members];
    const middle = Math.ceil(members.length / 2);
    const halves = [members.slice(0, middle), members.slice(middle)];
    const settled = await Promise.allSettled(halves.map((half) => sendHalving(half, send)));
    const strangers: Member[] = [];
    for (const half of settled) {
      if (half.status === 'rejected') throw half.reason;
      strangers.push(...half.value);
    }
    return strangers;
  }
}
