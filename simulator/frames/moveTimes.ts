import type { WriteTime } from '../streams/publication.ts';

/** Fields of events that may be times. As ms those of this century have 13 digits, which no id and no update number has. */
const TIME = /"([ETtCO])":(1[4-9]\d{11})(?=[,}])/g;

/** The text of an event with its times moved; all else is as it was, letter by letter. */
export const moveTimes = (text: string, movedBy: number, time: WriteTime): string =>
  text.replace(TIME, (_, name: string, ms: string) => `"${name}":${time(Number(ms) + movedBy)}`);
