import { Book } from './book/Book.tsx';
import { Candles } from './candles/Candles.tsx';
import { Closes } from './closes/Closes.tsx';
import { Futures } from './futures/Futures.tsx';
import type { PairProps } from './pairProps.ts';
import { Snapshots } from './snapshots/Snapshots.tsx';
import { Tape } from './tape/Tape.tsx';

/** All of the pair that is looked at. */
export const Pair = (shown: PairProps) => (
  <>
    <Candles {...shown} />
    <Book {...shown} />
    <Tape {...shown} />
    <Futures {...shown} />
    <Snapshots {...shown} />
    <Closes {...shown} />
  </>
);
