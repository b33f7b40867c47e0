import { playedStreams } from '../streams/sender/playedPair.ts';

/** Streams of one caller's socket, and callers of one stream. */
export const STREAMS_EACH = 20;
export const CALLERS = 10;

/** The addresses of all callers: each follows whole pairs, both busy and quiet ones. @param names of all streams, by their numbers */
export function callersPaths(names: readonly string[]): string[] {
  const groups = names.length / STREAMS_EACH;
  const groupOf = (number: number): number => Math.floor(number / playedStreams.length) % groups;
  return Array.from({ length: groups * CALLERS }, (_, socket) =>
    pathOf(names.filter((_name, number) => groupOf(number) === socket % groups)),
  );
}

/** The address that follows streams, which come with their names around them. */
export const pathOf = (names: readonly string[]): string => `/stream?streams=${names.join('/')}`;
