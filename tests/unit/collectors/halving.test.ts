import fc from 'fast-check';
import { sendHalving } from '../../../collectors/halving.ts';
import { ExchangeError } from '../../../exchanges/errors.ts';

const unknownPair = () =>
  new ExchangeError('unknown-pair', 'Invalid symbol.', { path: '/x', status: 400, exchangeCode: -1121 });

it('finds every stranger and deals with all the others, each once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat(500), { minLength: 1, maxLength: 60 }),
      fc.func(fc.boolean()),
      async (members, isStranger) => {
        const sent: number[] = [];
        const found = await sendHalving(members, async (part) => {
          if (part.some((member) => isStranger(member))) throw unknownPair();
          sent.push(...part);
        });
        expect(found).toEqual(members.filter((member) => isStranger(member)));
        expect(sent.toSorted((a, b) => a - b)).toEqual(
          members.toSorted((a, b) => a - b).filter((member) => !isStranger(member)),
        );
      },
    ),
  );
});

it('passes on every other failure', async () => {
  const failure = new ExchangeError('timeout', 'late', { path: '/x' });
  await expect(sendHalving([1, 2], () => Promise.reject(failure))).rejects.toBe(failure);
});
