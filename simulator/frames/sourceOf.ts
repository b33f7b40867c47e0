import { createSource } from '../streams/createSource.ts';
import type { NamedSource, Source } from '../streams/source.ts';
import { readStreamName } from '../streams/streamName.ts';
import { createFrameSource } from './frameSource.ts';
import { type Frames, withoutCaptured } from './loadFrames.ts';

/** What makes the events of a stream by its name; undefined: there is no such stream. Of a captured pair there are only captured ones. */
export function createSourceOf(frames: Frames): (name: string) => NamedSource | undefined {
  return (name) => {
    const pair = frames.pair(name.slice(0, name.indexOf('@')).toUpperCase());
    if (pair !== undefined) return { symbol: pair.symbol, source: createFrameSource(pair, name) };
    const kind = readStreamName(name);
    if (kind === undefined) return undefined;
    const source = createSource(kind);
    return { symbol: kind.symbol, source: kind.symbol === undefined ? ofOthers(source, frames) : source };
  };
}

/** A stream of all pairs tells nothing of those whose own streams were captured. */
const ofOthers = (source: Source, frames: Frames): Source => ({
  due: source.due,
  run(pairs, now, emit) {
    source.run(withoutCaptured(pairs, frames), now, emit);
  },
});
