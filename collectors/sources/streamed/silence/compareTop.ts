import { isUsual } from '../../../state/pace.ts';
import type { PairState } from '../../../state/pairState.ts';
import type { Board } from './board.ts';
import { LACKS_AFTER_MS } from './compareTrades.ts';
import { distrust, type FollowedStream, vouch } from './followedStream.ts';

/**
 * Holds a pair of which nothing has come since REST has told its best bid and ask against these: what is stored of it should have them.
 *
 * @param topOf of a stored value @param now monotonic ms
 */
export function compareTop(
  pair: PairState,
  streams: readonly FollowedStream[],
  board: Board,
  topOf: (value: string) => string | null,
  now: number,
): void {
  const { wholeSince, heardAt, pace } = pair.streamed;
  const told = board.topOf(pair.symbol);
  if (told === undefined || wholeSince === null || pair.latest.value === null) return;
  const silentSince = Math.max(heardAt, wholeSince);
  if (silentSince >= told.at || now - told.at < LACKS_AFTER_MS) return;
  const isRight = topOf(pair.latest.value) === told.top;
  for (const each of streams) {
    const { following } = each;
    if (following.state() === 'asked' && isRight) vouch(each);
    else if (following.state() === 'heard' && !isRight && !isUsual(pace, now - silentSince))
      distrust(each, `best bid and ask are ${told.top} by REST, and it has told other ones`);
  }
}
