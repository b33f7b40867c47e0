import { createStreamSender } from '../../../exchanges/streamSender.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('however often we are pinged, what else waits has its turn, and the newest ping is answered', () => {
  const sent: string[] = [];
  const socket = {
    send: (text: string) => sent.push(text),
    pong: (data: Buffer) => sent.push(`pong ${data}`),
    ping: () => sent.push('ping'),
  };
  const sender = createStreamSender(socket, 1, () => performance.now());
  const left: string[] = [];
  for (const text of ['a', 'b', 'c']) sender.send(text, () => left.push(text));
  expect([sent, left]).toEqual([['a'], ['a']]);
  for (let ms = 0; ms < 5_000; ms++) {
    sender.answerPing(Buffer.from(String(ms)));
    jest.advanceTimersByTime(1);
  }
  expect(sent).toEqual(['a', 'pong 999', 'b', 'pong 2999', 'c', 'pong 4999']);
  expect(left).toEqual(['a', 'b', 'c']);
  sender.send('d', () => left.push('d'));
  sender.close();
  jest.advanceTimersByTime(10_000);
  expect(sent).toHaveLength(6);
});
