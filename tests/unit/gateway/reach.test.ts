import { ExchangeError, type ExchangeErrorCode } from '../../../exchanges/errors.ts';
import { createReach } from '../../../gateway/reach.ts';

let now = 0;
const path = '/api/v3/time';
const failure = (code: ExchangeErrorCode, details: { status?: number; exchangeCode?: number } = {}) =>
  new ExchangeError(code, `${path}: ${code}`, { path, ...details });

it('knows nothing before the first request', () => {
  expect(createReach().state()).toBeUndefined();
});

it.each<[ExchangeErrorCode, { status?: number }, string]>([
  ['network', {}, `${path}: network`],
  ['timeout', {}, `${path}: timeout`],
  ['not-json', { status: 200 }, `${path}: not-json`],
  ['exchange-down', { status: 503 }, `${path}: exchange-down`],
  ['blocked', { status: 403 }, `${path}: blocked: its firewall blocks this address`],
  ['restricted', { status: 451 }, `${path}: restricted: it does not serve this place`],
  ['rejected', { status: 407 }, `${path}: rejected: the proxy wants a user and a password`],
  ['rejected', { status: 302 }, `${path}: rejected`],
])('takes %s %j for an exchange that cannot be reached', (code, details, error) => {
  const reach = createReach(() => now);
  now = 1000;
  reach.failed(failure(code, details));
  expect(reach.state()).toEqual({ trouble: { error, since: 1000 } });
});

it.each<[ExchangeErrorCode, { status: number; exchangeCode?: number }]>([
  ['rate-limited', { status: 429 }],
  ['banned', { status: 418 }],
  ['unknown-pair', { status: 400, exchangeCode: -1121 }],
  ['rejected', { status: 400, exchangeCode: -1102 }],
])('takes %s %j for an answer', (code, details) => {
  const reach = createReach(() => now);
  now = 2000;
  reach.failed(failure(code, details));
  expect(reach.state()).toEqual({ answeredAt: 2000 });
});

it('tells the newest reason, since when there is no answer, and when the last one came', () => {
  const reach = createReach(() => now);
  now = 1000;
  reach.answered();
  now = 2000;
  reach.failed(failure('network'));
  now = 3000;
  reach.failed(failure('timeout'));
  expect(reach.state()).toEqual({ answeredAt: 1000, trouble: { error: `${path}: timeout`, since: 2000 } });
  now = 4000;
  reach.answered();
  expect(reach.state()).toEqual({ answeredAt: 4000 });
});
