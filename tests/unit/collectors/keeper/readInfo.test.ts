import { gzipSync } from 'node:zlib';
import { readInfo } from '../../../../collectors/keeper/readInfo.ts';
import type { InfoSource } from '../../../../exchanges/connector.ts';

const ROWS = 400;
/** Longer than a turn may take with a few rows. */
const ROW_MS = 0.4;
const rows = Array.from({ length: ROWS }, (_, index) => `{"symbol":"S${index}","filler":"${'x'.repeat(1_000)}"}`);
const body = Buffer.from(`{"serverTime":1795300000000,"symbols":[${rows.join(',')}]}`);

it.each([
  ['compressed', { parts: [gzipSync(body)], isGzip: true }],
  ['as it is, in one part', { parts: [body], isGzip: false }],
])('what waits has its turn after each few rows (%s)', async (_name, long) => {
  let inTurn = 0;
  let most = 0;
  let isOver = false;
  const turn = (): void => {
    inTurn = 0;
    if (!isOver) setImmediate(turn);
  };
  const info: InfoSource = {
    request: () => ({ path: '/', params: {}, weight: 1 }),
    rows: 'symbols',
    time: 'serverTime',
    listed(row) {
      inTurn++;
      most = Math.max(most, inTurn);
      const until = performance.now() + ROW_MS;
      while (performance.now() < until);
      return { symbol: (row as { symbol: string }).symbol, status: 'TRADING' };
    },
  };
  turn();
  const read = await readInfo(info, { data: undefined, text: '', source: 'test', long }, info.request());
  isOver = true;
  expect(read).toMatchObject({ rows: ROWS, bytes: body.length, leftOut: 0 });
  expect(most).toBeLessThan(10);
});
