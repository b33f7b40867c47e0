import request from 'supertest';
import { createBoard } from '../../../../api/context/board.ts';
import { allMarkets } from '../../../../api/context/markets.ts';
import { createListener } from '../../../../api/listener.ts';
import { code, NOW } from '../apiFixture.ts';
import { otherMarket } from './otherMarket.ts';

const world = otherMarket();

it.each([
  `/GetData?type=price&code=${code}`,
  `/GetData?type=trades&code=${code}`,
  `/GetData?type=1&code=${code}&pageSize=2`,
  '/GetData?type=x',
  '/gaps',
  '/ready',
])('%s of spot is byte for byte what it is without the other market', async (path) => {
  await world.reportAll();
  world.part = undefined;
  const context = { ...world.api.context, markets: allMarkets };
  const board = createBoard(context);
  const { listener } = createListener({ ...context, board: { ...board, now: () => NOW } }, { momentMs: 0 });
  await board.refresh();
  const alone = await request(listener).get(path);
  for (const named of [path, `${path}${path.includes('?') ? '&' : '?'}market=spot`]) {
    const beside = await world.get(named);
    expect([beside.status, beside.headers.etag, beside.text]).toEqual([alone.status, alone.headers.etag, alone.text]);
  }
});
