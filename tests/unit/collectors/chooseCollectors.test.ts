import { chooseCollectors } from '../../../collectors/chooseCollectors.ts';
import { collectors, collectorsOf } from '../../../markets/markets.js';

const marketsOf = (...args: string[]) => [...new Set(chooseCollectors(args).map(({ market }) => market))];

it('without arguments all collectors of all markets are meant, and of one market where it is named', () => {
  expect(chooseCollectors([])).toEqual(collectors);
  expect(chooseCollectors(['--market', 'usdm'])).toEqual(collectorsOf('usdm'));
});

it('a feed without a market is that of the first market that has it', () => {
  expect(marketsOf('--feed', 'trades')).toEqual(['spot']);
  expect(marketsOf('--feed', 'klines', '--interval', '5')).toEqual(['spot']);
  expect(marketsOf('--feed', 'mark-price')).toEqual(['usdm']);
  expect(marketsOf('--feed', 'trades', '--market', 'usdm')).toEqual(['usdm']);
  expect(marketsOf('--feed', 'all')).toEqual(['spot', 'usdm']);
});

it('what is in no market is one clear line', () => {
  expect(() => chooseCollectors(['--feed', 'nope'])).toThrow(/^no collector for --feed nope: use --feed all/);
  expect(() => chooseCollectors(['--market', 'usdm', '--feed', 'avg-price'])).toThrow(
    /^no collector for --market usdm --feed avg-price: /,
  );
});
