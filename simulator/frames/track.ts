/** Messages of one kind, in the order in which they were captured. */
export interface Track {
  /** When each is played, exchange ms, never falling. */
  readonly times: readonly number[];
  readonly texts: readonly string[];
}

/** How many messages of a track have been played up to an instant (exchange ms), that instant included. */
export function playedAt({ times }: Track, instant: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last message that has been played at an instant; before the first one, that one. Undefined: there is none at all. */
export function textAt(track: Track, instant: number): string | undefined {
  return track.texts[Math.max(0, playedAt(track, instant) - 1)];
}
