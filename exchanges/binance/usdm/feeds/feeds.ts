// Written by npm run generate, from the market's table.
import type { markets } from '../../../../markets/markets.js';
import type { FeedFactory } from '../../../../model/feed.ts';
import { assetIndex } from './assetIndex.ts';
import { basis } from './basis.ts';
import { bookTicker } from './bookTicker.ts';
import { constituents } from './constituents.ts';
import { deliveryPrice } from './deliveryPrice.ts';
import { depth } from './depth.ts';
import { fundingInfo } from './fundingInfo.ts';
import { fundingRate } from './fundingRate.ts';
import { highLow } from './highLow.ts';
import { indexInfo } from './indexInfo.ts';
import { klines } from './klines.ts';
import { klinesCurrentQuarter } from './klinesCurrentQuarter.ts';
import { klinesIndex } from './klinesIndex.ts';
import { klinesMark } from './klinesMark.ts';
import { klinesNextQuarter } from './klinesNextQuarter.ts';
import { klinesPerpetual } from './klinesPerpetual.ts';
import { klinesPremium } from './klinesPremium.ts';
import { liquidations } from './liquidations.ts';
import { longShortAccounts } from './longShortAccounts.ts';
import { markPrice } from './markPrice.ts';
import { openInterest } from './openInterest.ts';
import { openInterestHist } from './openInterestHist.ts';
import { pairInfo } from './pairInfo.ts';
import { price } from './price.ts';
import { takerVolume } from './takerVolume.ts';
import { topLongShortAccounts } from './topLongShortAccounts.ts';
import { topLongShortPositions } from './topLongShortPositions.ts';
import { trades } from './trades.ts';

/** What each feed of the table is made by: one that is missing does not compile. */
export const feedFactories = {
  trades,
  'pair-info': pairInfo,
  'high-low': highLow,
  'book-ticker': bookTicker,
  depth,
  price,
  liquidations,
  'mark-price': markPrice,
  'funding-rate': fundingRate,
  'funding-info': fundingInfo,
  'open-interest': openInterest,
  'open-interest-hist': openInterestHist,
  'top-long-short-positions': topLongShortPositions,
  'top-long-short-accounts': topLongShortAccounts,
  'long-short-accounts': longShortAccounts,
  'taker-volume': takerVolume,
  basis,
  'index-info': indexInfo,
  'asset-index': assetIndex,
  constituents,
  'delivery-price': deliveryPrice,
  klines,
  'klines-mark': klinesMark,
  'klines-index': klinesIndex,
  'klines-premium': klinesPremium,
  'klines-perpetual': klinesPerpetual,
  'klines-current-quarter': klinesCurrentQuarter,
  'klines-next-quarter': klinesNextQuarter,
} satisfies Record<keyof (typeof markets)['usdm']['feeds'], FeedFactory>;
