/** When a made-up capture was received, ms: long ago. The exchange's clock was so much ahead of the one that captured. */
const RECEIVED = 1_600_000_000_000;
const LEAD = 400;
/** The exchange's time of the first event. */
export const FIRST_EVENT = RECEIVED + LEAD;
export const BTC = (kind: string) => `btcusdt@${kind}`;

interface CaptureLine {
  /** When it was received, ms after the first one. */
  readonly after: number;
  readonly stream: string;
  /** @param E the exchange's time, ms */
  readonly text: (E: number) => string;
}

const trade = (after: number, t: number, p: string): CaptureLine => ({
  ...{ after, stream: BTC('trade') },
  text: (E) => `{"e":"trade","E":${E},"s":"BTCUSDT","t":${t},"p":"${p}","q":"0.30","T":${E - 1},"m":false,"M":true}`,
});
const change = (after: number, U: number, u: number, bids: string, asks: string): CaptureLine => ({
  ...{ after, stream: BTC('depth@100ms') },
  text: (E) => `{"e":"depthUpdate","E":${E},"s":"BTCUSDT","U":${U},"u":${u},"b":[${bids}],"a":[${asks}]}`,
});
const best = (after: number, u: number, b: string): CaptureLine => ({
  ...{ after, stream: BTC('bookTicker') },
  text: () => `{"u":${u},"s":"BTCUSDT","b":"${b}","B":"1.00","a":"11.00","A":"2.50"}`,
});
const abc = (after: number, a: number): CaptureLine => ({
  ...{ after, stream: 'abcbtc@aggTrade' },
  text: (E) =>
    `{"e":"aggTrade","E":${E},"s":"ABCBTC","a":${a},"p":"0.0125","q":"3","f":${a},"l":${a + 1},"T":${E},"m":true,"M":true}`,
});

/** What it has, in order. */
export const captureLines: readonly CaptureLine[] = [
  trade(0, 70, '10.00'),
  change(0, 5, 8, '', '["11.00","1.00"]'),
  best(1, 8, '10.00'),
  abc(2, 1),
  change(1000, 9, 12, '["10.00","0.00"]', '["11.00","2.50"]'),
  best(1000, 12, '9.00'),
  trade(1100, 71, '11.00'),
  trade(1100, 72, '11.00'),
  abc(1500, 3),
  change(2000, 13, 13, '["9.50","7.00"]', ''),
  trade(2500, 73, '9.50'),
];
/** From its first message to its last, ms. */
export const CAPTURE_LASTS = 2500;

/** The order book that the REST API answered meanwhile. */
export const BOOK =
  '{"lastUpdateId":10,"bids":[["10.00","1.00"],["9.00","4.00"]],"asks":[["11.00","1.00"],["12.00","1.00"]]}';

const written = ({ after, stream, text }: CaptureLine) =>
  `${RECEIVED + after}000000 {"stream":"${stream}","data":${text(FIRST_EVENT + after)}}\n`;

/** As two files. */
export const captureParts: readonly [string, string] = [
  `${captureLines.slice(0, 4).map(written).join('')}${RECEIVED + 10}000000 ${BOOK}\n`,
  captureLines.slice(4).map(written).join(''),
];
