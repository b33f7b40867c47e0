import { HELP as simulatorHelp } from '../../simulator/usage.js';

/** How each task is called. Plain JavaScript, because `--help` is answered before anything is installed or built. */

const help = {
  demo: `usage: npm run demo -- [--directory data/demo] [--stream]

Runs the collectors, the relay and the API of CONFIG.json with a simulated Binance and a Redis of their own, until Ctrl-C.

  --directory  where that Redis keeps its data, and the logs
  --stream     all rows come by streams, whatever CONFIG.json says`,

  start: `usage: npm start -- [--directory data/redis]

Runs the collectors, the relay and the API of CONFIG.json, until Ctrl-C; a Redis as well where none answers at the configured port of this machine.

  --directory  where that Redis keeps its data`,

  status: `usage: npm run status -- [--url http://127.0.0.1:8000] [--key KEY] [--watch]

Shows how everything is: what is wrong, then the age of each feed and pair.

  --url    of the API; by default as CONFIG.json says
  --key    access key, where the API wants one; by default, where --url is left out, the first of CONFIG.json
  --watch  again each second`,

  plan: `usage: npm run plan -- [--pairs N] [--foreign N] [--limit N] [--share X]

Shows how often each feed would be polled. Starts nothing and asks nobody. What is not given comes from CONFIG.json.

  --pairs    number of pairs
  --foreign  weight per minute that other programs on the same IP address spend
  --limit    weight per minute that Binance allows
  --share    part of it that we allow ourselves, above 0 and up to 1`,

  clear: `usage: npm run clear -- [--disabled] [--yes] [--directory data/redis]

Says what the collectors have stored in the configured Redis database.

  --disabled   only what disabled feeds and intervals have left
  --yes        removes it, for good
  --directory  where the Redis that npm start runs keeps its data`,

  snapshot: `usage: npm run snapshot -- --code btcusdt[,ethusdt] [--market spot] [--every SECONDS] [--keep N] [--out DIR] | --compare A.json B.json

Saves what is stored of pairs at one moment, with figures made of it, each pair in a file of its own; or says what differs between two such files. It
reads the configured Redis, which the collectors fill, and asks no exchange.

  --code     pairs, with commas between
  --market   spot, or usdm
  --every    takes one at once, and then at each whole multiple of so many seconds, until Ctrl-C
  --keep     removes the oldest snapshots of the same pair beyond so many
  --out      folder; by default snapshots.directory of CONFIG.json
  --compare  two files: a table of what has changed`,

  compare: `usage: npm run compare -- --code btcusdc [--market spot] [--seconds 60] [--from FILE [--rest FILE]] [--out DIR] [--force] [--directory data/redis]

Sets closes of single seconds from the exchange's stream against those from its REST API: a table with statistics, compare.csv, compare.parquet and compare.svg.

  --code       the pair; it need not be collected
  --market     spot, or usdm: futures, whose seconds are made of trades
  --seconds    for which the stream is listened to, 1 to 3600
  --from       recorded streams in place of the stream
  --rest       with --from: rows as REST sends them, in place of REST
  --out        folder for the files; by default a new one in data/compare
  --force      replaces files that are there
  --directory  where a Redis keeps its data that is started because none answers`,

  export: `usage: npm run export -- [--market spot] --feed klines [--interval 1] --code btcusdt [--from TIME] [--to TIME | --last "1 hour"] [--format csv] --out FILE [--force] [--archive DIR]

Writes rows of series to a file: what is stored, and with --from or --last what lies before it. The file is there when it is whole; the same call goes
on where another one has ended.

  --market     spot or usdm
  --feed       klines, trades …: any series
  --interval   minutes of the candles
  --code       pairs with commas between them, or all
  --from       first time, as 2026-01-31T12:00:00Z or ms; without it and --last: what is stored, and the exchange is not asked
  --to         last time, included; by default now
  --last       in place of --from: so far back
  --format     csv, parquet or ndjson; by default what the name of the file ends with
  --out        the file
  --force      replaces it
  --archive    folder with files of data.binance.vision, which are read beside Redis and the exchange
  --directory  where the Redis that npm start runs keeps its data, by default data/redis`,

  backfill: `usage: npm run backfill -- --days 30 [--market spot] [--feed klines,trades] [--interval 1,5] [--code btcusdt,ethusdt] [--archive DIR]

Fetches rows from before what is stored, with weight that live data leaves, while the collectors run or not; the same command goes on where one ended.

  --days      how far back from now, 1 to 3650
  --market    spot or usdm; by default all that are collected
  --feed      series; by default klines
  --interval  of candles, minutes; by default all that are collected
  --code      pairs; by default all that are collected
  --archive   folder with files of Binance's public archive: they are read, too`,

  simulator: simulatorHelp,

  setup: `usage: npm run setup

Installs node modules and Redis, and builds; leaves out what is there already.`,

  build: `usage: npm run build

Installs node modules, and builds; leaves out what is there already.`,

  generate: `usage: npm run generate

Writes what follows from the code: the registers of feeds, config/config.schema.json, docs/openapi.json, docs/asyncapi.json, tables of README.md and docs/.`,

  test: `usage: npm test -- [FILE]... [options of jest]

Runs all tests, or those in the files named. The last line says how many passed and failed. Installs chromium, python3-websockets, python3-pandas and prometheus for
those that need them, where it may.`,

  check: `usage: npm run check -- [--static] [FILE]... [options of jest]

Checks format, types, architecture, dead code and generated files, then runs the tests.

  --static  leaves the tests out`,

  chaos: `usage: npm run chaos -- [--list] [--only NAME,NAME] [--market spot] [--pairs 3] [--short | --streams | --callers | --outages [--outage-seconds 180] | --prove]

Acts faults out on real processes, a real Redis and a simulated exchange, and says what they did.

  --list             the scenarios and what each of them does; with --prove the guards and what each of them prevents
  --only             some of them
  --market           spot, or usdm: the faults of futures
  --pairs            how many pairs are collected
  --short            a few scenarios that need half a minute
  --streams          faults of a world in which everything comes by streams
  --callers          faults as programs meet them that follow streams by the API
  --outages          long outages, each of --outage-seconds
  --prove            switches each guard off in a copy of the programs, to see that its loss is noticed`,

  soak: `usage: npm run soak -- [--minutes 30] [--pairs 3] [--contracts 0] [--foreign WEIGHT] [--mode auto] [--transport poll] [--hour-turn]

Lets everything run without a fault, and says what it needed and what is missing.

  --minutes    how long
  --pairs      how many pairs are collected
  --contracts  how many contracts of USD-M futures beside them
  --foreign    weight per minute that another program spends
  --mode       klines.mode
  --transport  transport: poll, stream or auto
  --hour-turn  sets the clock so that an hour turns in the middle`,

  bench: `usage: npm run bench -- [reads] [analytics] [dialect] [events] [race] [writes] [export] [collectors] [streams] [relay] [futures] [bots] [dashboard] [backfill] [--rounds 11] [--pairs 300] [--seconds 600]

Measures everything and keeps the results in bench/RESULTS.md; only some of the parts where they are named: then nothing is kept.

  --only     the same, such as --only reads,race
  --rounds   of the reads, at least 7
  --pairs    of the streams
  --seconds  for which streams, relay, futures, bots, events and the dashboard are watched, at least 10`,

  images: `usage: npm run images

Runs the demo, and writes pictures of its dashboard to docs/images/. Needs Chromium.`,
};

/** @typedef {keyof typeof help} TaskName */

/**
 * How a task is called and what its options mean, some lines.
 * @param {TaskName} task
 */
export const helpOf = (task) => help[task];

/**
 * How a task is called, one line: ends the message for wrong arguments.
 * @param {TaskName} task
 */
export const usageOf = (task) => help[task].slice(0, help[task].indexOf('\n'));
