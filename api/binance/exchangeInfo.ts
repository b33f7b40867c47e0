import { createHash } from 'node:crypto';
import type { Market } from '../../markets/markets.js';
import { memberText } from '../../model/jsonTexts.ts';
import { parseJson } from '../../model/parseJson.ts';
import { INFO_KEPT_MS, type InfoMeta, readInfoGzip, readInfoList } from '../../store/market/exchangeInfo.ts';
import { infoPartKeys } from '../../store/redis/keys.ts';
import type { ApiContext } from '../context/context.ts';
import { acceptsGzip } from '../http/headers/acceptsGzip.ts';
import type { RawHeaders } from '../http/headers/rawHeaders.ts';
import { readStore } from '../http/readStore.ts';
import { isOldInfo } from '../state/health/infoHealth.ts';
import type { Asked } from './asked.ts';
import { type HeldInfo, holdInfo, type Parts } from './info/heldInfo.ts';

/** An answer about symbols, in parts that are sent one after the other: put together, some would be 18 MB. */
export interface InfoAnswer {
  readonly parts: Parts;
  /** Bytes of all parts. */
  readonly length: number;
  /** That it is compressed, and that another caller might get it otherwise. */
  readonly headers: RawHeaders;
  /** Exchange-clock ms as of which it is right. */
  readonly asOf: number;
  /** Who the data is from. */
  readonly source: string;
}

/**
 * Answers exchangeInfo from what the collectors have stored, as the exchange would: its rows as it sent them, with the present time in
 * `serverTime`. Null: what is asked for is not stored, or is older than two hours; it has to be asked of the exchange. What is too long for that is
 * answered for a day, with its age.
 *
 * @param acceptEncoding the caller's header
 * @throws ApiError `redis-unavailable`
 */
export type ExchangeInfo = (asked: Asked, acceptEncoding: string | undefined) => Promise<InfoAnswer | null>;

const SUBJECT = 'the whole exchangeInfo';

const PLAIN: RawHeaders = ['Vary', 'Accept-Encoding'];
const COMPRESSED: RawHeaders = [...PLAIN, 'Content-Encoding', 'gzip'];

/** @param hold can be injected */
export function createExchangeInfo(context: Pick<ApiContext, 'board' | 'store'>, hold = holdInfo): ExchangeInfo {
  const { board } = context;
  const held = new Map<Market, HeldInfo>();
  const bare = new WeakMap<HeldInfo, Promise<HeldInfo | null>>();
  const loading = new Map<Market, Promise<void>>();
  /** What could not be unpacked: to find that out takes a tenth of a second. */
  const damaged = new Map<Market, string>();

  const isYoung = (market: Market, meta: InfoMeta): boolean => board.now(market) - meta.asOf < INFO_KEPT_MS;

  /** Reads what the meta tells of; what is gone or damaged leaves what is held as it is. */
  async function load(market: Market, meta: InfoMeta): Promise<void> {
    const stored = await readStore(context, async (store) => {
      const [gzip, list] = await Promise.all([readInfoGzip(store, market, meta), readInfoList(store, market, meta)]);
      return { store, gzip, list };
    });
    const { store, gzip, list } = stored;
    if (gzip === null || list === null) return;
    const digest = createHash('sha1').update(gzip).digest('base64');
    if (damaged.get(market) === digest) return;
    const info = await hold(meta, gzip, list);
    const key = infoPartKeys(market, meta.asOf).gzip;
    if (info === null) {
      damaged.set(market, digest);
      store.damage.found(key, 'it cannot be unpacked');
    } else held.set(market, info);
  }

  function loadOnce(market: Market, meta: InfoMeta): Promise<void> {
    const running = loading.get(market) ?? load(market, meta).finally(() => loading.delete(market));
    loading.set(market, running);
    return running;
  }

  /** The newest one that is not older than a day; the one before it while that is read. */
  async function newest(market: Market): Promise<HeldInfo | null> {
    const meta = board.book(market).info;
    const known = held.get(market);
    if (meta === null || !isYoung(market, meta)) held.delete(market);
    if (meta === null || !isYoung(market, meta)) return null;
    if (known?.meta.asOf === meta.asOf) return known;
    if (known !== undefined && !isOldInfo(known.meta, board.now(market))) {
      // The next request tries again where it fails.
      loadOnce(market, meta).catch((error) => board.defects.note(SUBJECT, error));
      return known;
    }
    await loadOnce(market, meta);
    return held.get(market) ?? null;
  }

  /** It is asked for rarely: made when it is, once for each. */
  function bareOf(whole: HeldInfo): Promise<HeldInfo | null> {
    const made = bare.get(whole) ?? whole.changed(withoutSets);
    bare.set(whole, made);
    return made;
  }

  return async ({ market, endpoint, params }, acceptEncoding) => {
    const { symbol, symbols, permissions, symbolStatus, showPermissionSets } = params;
    if (permissions !== undefined || symbolStatus !== undefined) return null;
    const isBare = showPermissionSets === 'false';
    const wanted = symbol === undefined ? listOf(symbols) : [String(symbol)];
    if (wanted === null) return null;
    const whole = await newest(market);
    if (whole === null || (isOldInfo(whole.meta, board.now(market)) && endpoint.isTooLong?.(params) !== true))
      return null;
    const info = isBare && wanted === undefined ? await bareOf(whole) : whole;
    if (info === null) return null;
    const time = board.now(market);
    const answer = (parts: Parts, headers: RawHeaders): InfoAnswer => {
      const { asOf, source } = info.meta;
      return { parts, length: parts.reduce((sum, part) => sum + part.length, 0), headers, asOf, source };
    };
    if (wanted !== undefined) {
      const some = await info.some(wanted, time, isBare ? withoutSets : undefined);
      return some && answer(some, []);
    }
    return acceptsGzip(acceptEncoding) ? answer(info.gzip(time), COMPRESSED) : answer(await info.plain(time), PLAIN);
  };
}

/** The symbols of a list as it is sent, `["BTCUSDT","ETHUSDT"]`; null where it is none, undefined where all are asked for. */
function listOf(text: string | number | undefined): string[] | null | undefined {
  if (text === undefined) return undefined;
  const list = parseJson(String(text));
  return Array.isArray(list) && list.every((symbol) => typeof symbol === 'string') ? list : null;
}

/** A row with an empty list of permissions, as the exchange sends it to who does not want them. */
function withoutSets(row: string): string {
  const sets = memberText(row, 'permissionSets');
  return sets === undefined ? row : row.replace(`"permissionSets":${sets}`, () => '"permissionSets":[]');
}
