/*
 * Puts the trades of all snapshots together with DuckDB: each once, however many snapshots hold it, and summed up by the minute. It needs Node 20
 * and the package @duckdb/node-api. The statements are plain SQL: DuckDB's own program and its other libraries take them, too.
 *
 *     npm run snapshot -- --code btcusdt --every 60
 *     node examples/analysis/trades.mjs data/snapshots spot btcusdt
 */
import { resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const [folder, market, code] = process.argv.slice(2);
if (code === undefined) fail('usage: node trades.mjs FOLDER MARKET CODE, such as data/snapshots spot btcusdt');

function fail(why) {
  console.error(why);
  process.exit(1);
}

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

const tables = `
  -- Each file is one line. Of one that cannot be read, such as one that was cut off, all is NULL.
  CREATE TABLE files AS
  SELECT *
  FROM read_json(${quoted(`${resolve(folder)}/*.json`)}, format = 'newline_delimited', ignore_errors = true,
    filename = 'file', maximum_object_size = 67108864,
    columns = {version: 'INTEGER', market: 'VARCHAR', code: 'VARCHAR', "at": 'BIGINT', figures: 'JSON', parts: 'JSON'});

  CREATE TABLE snapshots AS
  SELECT make_timestamp("at" * 1000) AS taken, figures, parts FROM files
  WHERE version = 1 AND market = ${quoted(market)} AND code = ${quoted(code)};

  -- Rows are lists, and the columns say what stands where.
  CREATE TABLE trades AS
  WITH listed AS (
    SELECT from_json(parts -> '$.trades.columns', '["VARCHAR"]') AS columns,
      unnest(from_json(parts -> '$.trades.rows', '[["VARCHAR"]]')) AS trade
    FROM snapshots
  )
  SELECT DISTINCT
    trade[list_position(columns, 'id')]::BIGINT AS id,
    make_timestamp(trade[list_position(columns, 'time')]::BIGINT * 1000) AS time,
    trade[list_position(columns, 'price')]::DECIMAL(38, 18) AS price,
    trade[list_position(columns, 'qty')]::DECIMAL(38, 18) AS qty,
    if(trade[list_position(columns, 'isBuyerMaker')] = 'true', 'sell', 'buy') AS side
  FROM listed;
`;

const queries = {
  'Spread and imbalance over time': `
    SELECT taken, (figures ->> '$.spread.basisPoints')::DECIMAL(38, 8) AS spread_bp,
      (figures ->> '$.book.levels.5.ratio')::DECIMAL(38, 8) AS ratio5
    FROM snapshots ORDER BY taken DESC LIMIT 10`,
  'Traded by the minute': `
    SELECT time_bucket(INTERVAL 1 minute, time) AS minute, count(*) AS trades,
      sum(qty) FILTER (side = 'buy') AS bought, sum(qty) FILTER (side = 'sell') AS sold
    FROM trades GROUP BY minute ORDER BY minute DESC LIMIT 10`,
  'All trades': 'SELECT count(*) AS trades, min(id) AS first, max(id) AS last, sum(qty) AS quantity FROM trades',
};

const connection = await (await DuckDBInstance.create()).connect();
try {
  await connection.run(tables);
} catch (error) {
  fail(error.message);
}
const unread = await connection.runAndReadAll('SELECT DISTINCT file FROM files WHERE version IS NULL ORDER BY file');
for (const [file] of unread.getRows()) console.error(`${file} is left out: it is no snapshot`);
const [[count]] = (await connection.runAndReadAll('SELECT count(*) FROM snapshots')).getRows();
if (count === 0n) fail(`there is no snapshot of ${market} ${code} in ${folder}`);
for (const [title, query] of Object.entries(queries)) {
  const answer = await connection.runAndReadAll(query);
  console.log(`${title}: ${answer.columnNames().join(', ')}`);
  for (const row of answer.getRows()) console.log(row.map((value) => value ?? '-').join(', '));
}
