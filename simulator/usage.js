/** How the simulator is called, on one line. Plain JavaScript: `npm run simulator -- --help` is answered before anything is built. */
export const USAGE =
  'usage: npm run simulator -- [--port 9100] [--control-port 9101] [--host 127.0.0.1] [--replay PATH]... ' +
  '[--replay-usdm PATH]... [--frames FILE]... [--frames-usdm FILE]... [--seed TEXT] [--pairs N] [--listed N] [--perpetuals N] [--clock-offset MS]';

export const HELP = `${USAGE}

Runs a stand-in Binance with invented prices, until Ctrl-C. The values above are the defaults.

  --port          of its REST API; 0 takes any free one
  --control-port  over which faults are ordered; the port after the other one by default
  --host          where both are opened
  --replay        a recording (BTCUSDT-1m-2026-01.csv, .csv.gz), or a folder of them, to play back; may be repeated
  --replay-usdm   the same for the futures market
  --frames        a capture of Binance's streams to play from the start on; may be repeated, for the next part of it
  --frames-usdm   the same of the streams of the futures market
  --seed          other prices for another text; the same for the same one
  --pairs         at least so many pairs of the spot market, made-up ones (MADE1USDT) where there are fewer
  --listed        at least so many that its exchangeInfo lists: those beyond (OLD1USDT) are not traded any more
  --perpetuals    at least so many futures contracts without an end, made-up ones (MADE1USDT) where there are fewer
  --clock-offset  how far its clock is ahead of this machine's, ms`;
