import type { Source } from '../streams/source.ts';
import { createPairSource } from '../streams/sources/pairSource.ts';
import type { CapturedPair } from './capturedPair.ts';
import { playedAt } from './track.ts';

/** Plays a stream as it was captured; one that the capture does not have is silent. */
export function createFrameSource(pair: CapturedPair, stream: string): Source {
  const track = pair.streams.get(stream) ?? { times: [], texts: [] };
  let next = 0;
  const due = (): number => track.times[next] ?? Number.POSITIVE_INFINITY;
  return createPairSource(pair.symbol, {
    start(_listing, instant) {
      next = playedAt(track, instant);
      return due();
    },
    tell(_listing, instant, _now, emit) {
      for (; due() <= instant; next += 1) {
        const text = track.texts[next] ?? '';
        emit(
          (time) => JSON.parse(pair.moved(text, time)),
          (time) => pair.moved(text, time),
        );
      }
      return due();
    },
  });
}
