import type { Socket } from 'node:net';

/** By connection: how its place is kept for it. */
const keepers = new WeakMap<Socket, () => boolean>();

/** @param keep gives it a place that no new caller takes, if there is one; returns whether there is */
export function mayLast(socket: Socket, keep: () => boolean): void {
  keepers.set(socket, keep);
}

/**
 * To be called before an answer that lasts as long as whoever reads it: no new caller takes its place, however many come.
 * @returns false: as many as may last are open already
 */
export const keepPlace = (socket: Socket): boolean => keepers.get(socket)?.() ?? true;
