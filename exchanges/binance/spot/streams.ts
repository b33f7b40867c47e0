import type { StreamProtocol } from '../../streamProtocol.ts';
import { streamOf } from '../events/event.ts';
import { streamFrames } from '../streamFrames.ts';
import { HEARTBEATS, streamUse } from '../streamUse.ts';

/** Binance's spot streams: https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams (2026-07). */
export const spotStreams: StreamProtocol = {
  ...streamFrames,
  ...streamUse,
  routeOf: () => '',
  urlOf: (baseUrl) => `${baseUrl}/stream`,
  isTicking: (stream) => stream.endsWith('@avgPrice'),
  heartbeatsOf: (_route, symbols) => symbols.slice(0, HEARTBEATS).map((symbol) => streamOf(symbol, '@avgPrice')),
  // Of 5.
  messagesPerSecond: 4,
};
