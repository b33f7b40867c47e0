import { readReplyAsIs } from '../../../../exchanges/binance/readReply.ts';
import { readFuturesReplyAsIs } from '../../../../exchanges/binance/usdm/readFuturesReply.ts';
import type { HttpAnswer } from '../../../../exchanges/httpAnswer.ts';

const request = { path: '/api/v3/klines', params: {}, weight: 2 };
const answer = (status: number, body: string, headers: HttpAnswer['headers'] = {}): HttpAnswer => ({
  ...{ status, body, headers },
  now: 1_790_000_000_000,
});
const asIs = (status: number, body: string, headers?: HttpAnswer['headers']) =>
  readReplyAsIs(request, answer(status, body, headers));
const long = `[${'[1,2],'.repeat(2_000)}[1,2]]`;

it('an answer is handed on as it is, with who gave it and what is counted', () => {
  const headers = { 'x-mbx-used-weight-1m': ['42'], 'x-simulator': ['1'] };
  expect(asIs(200, '[ [1] ]', headers)).toEqual({ status: 200, body: '[ [1] ]', source: 'simulator', usedWeight: 42 });
  expect(asIs(200, long)).toEqual({ status: 200, body: long, source: 'binance' });
});

it('of one that is long only the ends are looked at', () => {
  const parse = jest.spyOn(JSON, 'parse');
  asIs(200, long);
  expect(parse).not.toHaveBeenCalled();
  parse.mockRestore();
});

it.each([
  ['an unknown symbol', 400, '{"code":-1121,"msg":"Invalid symbol."}', 400],
  ['a wrong parameter', 400, '{"code":-1102,"msg":"Mandatory parameter."}', 400],
  ['a key that is wrong', 401, '{"code":-2014,"msg":"API-key format invalid."}', 401],
  ['an error in a 200', 200, ' {"msg":"Invalid symbol.","code":-1121}', 400],
  ['an error that is wrapped', 200, '{"error":{"code":-1121,"msg":"Invalid symbol."}}', 400],
])('a refusal of the exchange is an answer: %s', (_name, status, body, told) => {
  expect(asIs(status, body)).toEqual({ status: told, body, source: 'binance' });
});

it.each([
  ['a limit that is broken', 429, '{"code":-1003,"msg":"Too many."}', 'rate-limited'],
  ['the same in a 200', 200, '{"code":-1003,"msg":"Too many."}', 'rate-limited'],
  ['a ban', 418, '{"code":-1003,"msg":"banned until 1"}', 'banned'],
  ['a block', 403, '<html>', 'blocked'],
  [
    'a place that is not served',
    451,
    '{"code":0,"msg":"Service unavailable from a restricted location"}',
    'restricted',
  ],
  ['its own trouble', 503, '{"code":-1001,"msg":"Internal error."}', 'exchange-down'],
  ['a page that somebody else sends', 404, '<html>', 'rejected'],
  ['a page of a portal', 200, '<html>', 'not-json'],
  ['a long one', 200, `<html>${'x'.repeat(10_000)}`, 'not-json'],
  ['one that ends too early', 200, long.slice(0, -2), 'not-json'],
  ['nothing', 200, '', 'not-json'],
])('anything else is a failure: %s', (_name, status, body, code) => {
  expect(() => asIs(status, body)).toThrow(expect.objectContaining({ code }));
});

it('of futures callers are told what collectors take for nothing', () => {
  const tooOld = answer(400, '{"code":-4166,"msg":"Search window is restricted to recent 2 days only."}');
  expect(readFuturesReplyAsIs({ ...request, path: '/fapi/v1/aggTrades' }, tooOld)).toMatchObject({
    status: 400,
    body: tooOld.body,
  });
  const noContract = answer(400, '{"code":-1121,"msg":"Invalid symbol."}');
  const params = { pair: 'X' };
  expect(readFuturesReplyAsIs({ ...request, params }, noContract)).toMatchObject({
    status: 400,
    body: noContract.body,
  });
});

it('of futures what counts apart, or is not exact, tells nothing of weight', () => {
  const used = { 'x-mbx-used-weight-1m': ['42'] };
  const counted = (path: string, pool?: string) =>
    readFuturesReplyAsIs({ ...request, path, ...(pool && { pool }) }, answer(200, '[]', used)).usedWeight;
  expect([
    counted('/fapi/v1/klines'),
    counted('/fapi/v1/ticker/bookTicker'),
    counted('/fapi/v1/fundingRate', 'funding'),
  ]).toEqual([42, undefined, undefined]);
});
