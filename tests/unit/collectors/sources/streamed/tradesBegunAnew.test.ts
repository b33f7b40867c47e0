import { followedPair, lastTradeOf } from './followedPair.ts';

describe('numbers of trades that begin anew', () => {
  const streams = ['btcusdt@aggTrade', 'btcusdt@kline_1m'];

  it.each([
    ['each second', 1_000],
    ['each fifth second', 5_000],
    ['twice a minute', 30_000],
  ])('are no lack of streams that tell them, with a trade %s', (_name, everyMs) => {
    const { at, speak, tell, distrusted, isHeard } = followedPair({ lastTradeOf, streams });
    for (let time = 2_000, id = 900_000; time < 600_000; time += 500) {
      if (time === 300_000) id = 1;
      if (time % everyMs === 0) {
        id++;
        speak(id);
        tell(id);
      }
      // Candles are told each two seconds.
      if (time % 2_000 === 500) speak(id, streams[1]);
      at(time);
    }
    expect([distrusted, isHeard()]).toEqual([[], true]);
  });

  it('are no lack of streams that were down meanwhile, and are asked for anew', () => {
    const { at, speak, down, renew, distrusted, isHeard } = followedPair({ lastTradeOf });
    at(58_000);
    speak(900_000);
    at(60_000);
    down();
    at(63_000);
    renew();
    for (let time = 64_000, id = 1; time < 120_000; time += 1_000) {
      if (time % 7_000 === 0) speak(++id);
      at(time);
    }
    expect([distrusted, isHeard()]).toEqual([[], true]);
  });

  it('are no lack of it either where REST lags, and tells those of before a while', () => {
    const { at, speak, tell, distrusted, isHeard } = followedPair({ lastTradeOf });
    speak(900_000);
    for (let time = 60_000, id = 1; time < 180_000; time += 1_000) {
      if (time % 10_000 === 0) speak(++id);
      if (time % 15_000 === 0) tell(time < 120_000 ? 900_000 : id);
      at(time);
    }
    expect([distrusted, isHeard()]).toEqual([[], true]);
  });

  it('are lacked by a stream that tells none of them', () => {
    const { at, speak, distrusted } = followedPair({ lastTradeOf, streams });
    for (let time = 2_000, id = 900_000; time < 100_000; time += 1_000) {
      if (time === 30_000) id = 1;
      speak(++id);
      if (time < 25_000) speak(id, streams[1]);
      at(time);
    }
    expect(distrusted).toEqual([expect.stringMatching(/^it has not told trade/)]);
  });
});
