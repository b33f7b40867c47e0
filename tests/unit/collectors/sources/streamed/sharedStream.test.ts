import { followedPair, lastTradeOf, sharedStream } from './followedPair.ts';

it('an event of other pairs, on a stream that all share, tells nothing of the last trade', () => {
  const { at, tell, speak, isHeard, distrusted } = followedPair({ lastTradeOf, onEvent: () => 'of others' });
  at(500);
  at(1_000);
  tell(6);
  at(1_500);
  tell(7);
  at(1_600);
  for (let second = 2; second <= 9; second++) {
    at(second * 1_000);
    speak(7);
  }
  expect([isHeard(), distrusted.length]).toEqual([false, 1]);
});

describe('a stream that several pairs share', () => {
  /** A trade of a pair, that the exchange's other streams have told too. */
  function shared() {
    const made = sharedStream();
    made.at(1_000);
    for (const symbol of ['AUSDT', 'BUSDT']) made.tell(symbol, 7);
    for (const symbol of ['AUSDT', 'BUSDT']) made.speak(symbol, 7);
    return made;
  }

  it('is left to the others where it lacks something of one pair: to that alone it is down, until it speaks', () => {
    const { at, tell, speak, isHeard, distrusted, downs } = shared();
    for (let second = 2; second <= 30; second++) {
      at(second * 1_000);
      if (second === 5) tell('AUSDT', 8);
      speak('BUSDT', 7 + second);
    }
    expect([isHeard('AUSDT'), isHeard('BUSDT'), distrusted]).toEqual([false, true, []]);
    // Once: not again each few seconds.
    expect(downs).toEqual([['AUSDT', 'it has not told trade 8, which others have; its last one is 7']]);
    speak('AUSDT', 8);
    expect([isHeard('AUSDT'), isHeard('BUSDT')]).toEqual([true, true]);
  });

  it('is asked for anew where it brings nothing of any', () => {
    const { at, tell, isHeard, distrusted } = shared();
    for (let second = 2; second <= 14; second++) {
      at(second * 1_000);
      if (second === 5) tell('AUSDT', 8);
    }
    expect([isHeard('AUSDT'), isHeard('BUSDT'), distrusted.length]).toEqual([false, false, 1]);
  });

  it('is asked for anew, too, where it falls silent after one pair was left out', () => {
    const { at, tell, speak, distrusted, downs } = shared();
    for (let second = 2; second <= 40; second++) {
      at(second * 1_000);
      if (second === 5 || second > 24) tell('AUSDT', second + 3);
      if (second < 20) speak('BUSDT', 7 + second);
    }
    expect([downs[0]?.[0], distrusted.length]).toEqual(['AUSDT', 1]);
  });
});
