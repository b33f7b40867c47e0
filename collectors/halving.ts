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
    const first = await sendHalving(members.slice(0, middle), send);
    return [...first, ...(await sendHalving(members.slice(middle), send))];
  }
}
