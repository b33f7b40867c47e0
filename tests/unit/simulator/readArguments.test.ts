import { readArguments } from '../../../simulator/readArguments.ts';

describe('the command line', () => {
  it('has defaults, the control port being the next one', () => {
    expect(readArguments([])).toMatchObject({ port: 9100, controlPort: 9101, host: '127.0.0.1', replay: [] });
    expect(readArguments(['--port', '9200'])).toMatchObject({ port: 9200, controlPort: 9201 });
    expect(readArguments(['--port=0'])).toMatchObject({ port: 0, controlPort: 0 });
    expect(readArguments(['--clock-offset=-5000'])).toMatchObject({ clockOffset: -5000 });
    expect(readArguments(['--replay', 'a', '--replay', 'b'])).toMatchObject({ replay: ['a', 'b'] });
    expect(readArguments(['--replay-usdm', 'a', '--replay', 'b'])).toMatchObject({ replay: ['b'], replayUsdm: ['a'] });
    expect(readArguments(['--perpetuals', '60'])).toMatchObject({ usdm: { perpetuals: 60 } });
    expect(readArguments(['--pairs', '50', '--listed', '3600'])).toMatchObject({ spotPairs: 50, listed: 3600 });
    expect(readArguments(['--frames', 'a', '--frames', 'b'])).toMatchObject({ replay: [], frames: ['a', 'b'] });
    expect(readArguments(['--frames-usdm', 'a', '--frames', 'b'])).toMatchObject({ frames: ['b'], framesUsdm: ['a'] });
  });

  it.each([
    [['--port', 'abc'], '--port "abc" is no port'],
    [['--port', '70000'], '--port "70000" is no port'],
    [['--port='], '--port "" is no port'],
    [['--control-port', '1.5'], '--control-port "1.5" is no port'],
    [['--prot', '1'], "Unknown option '--prot'"],
    [['--clock-offset', '1.5'], '--clock-offset must be'],
    [['--perpetuals=-1'], '--perpetuals must be'],
    [['--pairs', '1000'], '--pairs must be'],
    [['--listed', ''], '--listed must be'],
    [['--perpetuals', 'many'], '--perpetuals must be'],
    [['9100'], 'Unexpected argument'],
    [['--port', '1', '--control-port', '1'], 'must differ'],
  ])('refuses %p in one line', (args, message) => {
    expect(() => readArguments(args)).toThrow(message);
    expect(() => readArguments(args)).toThrow(/^[^\n]*$/);
  });
});
