import { spanText } from '../format.ts';
import type { Happened, ProcessStreams, StreamsOfSome, StreamsTold } from './told.ts';

const count = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A number of things: `12,345`. What is no number is not known. */
export const countText = (value: number | undefined): string =>
  value === undefined || !Number.isFinite(value) ? 'unknown' : count.format(value);

/** Events a second: `0.4`, `12`, `1,234`. */
export const rateText = (perSecond: number): string =>
  Number.isFinite(perSecond) && perSecond > 0 && perSecond < 10 ? perSecond.toFixed(1) : countText(perSecond);

/** Those of some counts that are not zero, with their names: `closed 2, silent 1`. */
export function causesText(counts: Readonly<Record<string, number>>): string {
  const counted = Object.entries(counts).filter(([, value]) => value > 0);
  return counted.length === 0 ? 'none' : counted.map(([name, value]) => `${name} ${countText(value)}`).join(', ');
}

/** `2 open, 1 opening`; nothing where there is none. */
export function socketsText(sockets: StreamsOfSome['sockets']): string {
  const text = causesText({
    open: sockets.open,
    'about to be replaced': sockets.replaced,
    opening: sockets.opening,
    waiting: sockets.waiting,
  });
  return text === 'none' ? 'no socket' : text;
}

/** How long nothing has come, as of a report. @param at when that was written, by the same clock as the frame */
export function silenceText(lastFrameAt: number | null, at: number): string {
  return lastFrameAt === null ? 'no socket is open' : spanText(at - lastFrameAt);
}

/** Until the first socket gives its place to another one, as of a report. */
export function rotationText(nextRotationAt: number | null, at: number): string {
  return nextRotationAt === null ? 'no socket is open' : `in ${spanText(nextRotationAt - at)}`;
}

/** When the newest report of some processes was written, by the collectors' clock, ms. */
export const reportedAt = (processes: readonly Pick<ProcessStreams, 'at'>[]): number =>
  processes.reduce((newest, { at }) => Math.max(newest, at), 0);

/** What has happened and how long ago; null: nothing has. @param at now, by the same clock */
export const happenedText = (happened: Happened | null, at: number): string | null =>
  happened === null ? null : `${happened.why}, ${spanText(at - happened.at)} ago`;

/** Why nothing comes that should; null: nothing is in the way. */
export function blockedText({ blocked, blockedRoutes = [], waitsFor, lastEnd }: StreamsTold): string | null {
  const named = blockedRoutes.filter((route) => route !== '').map((route) => `/${route}`);
  const which = named.length === 0 ? '' : ` of ${named.join(' and ')}`;
  if (blocked) {
    return `Nothing comes by streams${which}, so REST is asked: ${lastEnd?.why ?? waitsFor ?? 'it is not known why'}.`;
  }
  return waitsFor === null ? null : `A socket should be opened and is not: ${waitsFor}.`;
}
