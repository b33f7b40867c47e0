import { setTimeout as wait } from 'node:timers/promises';
import { shareForMoment } from '../../../../../api/state/read/shareForMoment.ts';
import { eventually } from '../../../../eventually.ts';

/** Makes a new thing each time. */
function counting(momentMs: number) {
  let made = 0;
  const share = shareForMoment(async (name: string) => {
    await wait(1);
    made += 1;
    if (name === 'bad') throw new Error('cannot be made');
    return `${name} ${made}`;
  }, momentMs);
  return { share, made: () => made };
}

it('who asks while it is made gets the same, and who asks for another thing another one', async () => {
  const { share } = counting(0);
  const [a, b, c] = await Promise.all([share('x'), share('x'), share('y')]);
  expect(a).toBe(b);
  expect(c).not.toBe(a);
});

it('without a moment the next one gets a new one', async () => {
  const { share } = counting(0);
  expect(await share('x')).not.toBe(await share('x'));
});

it('who asks a moment after gets the same, and later a new one', async () => {
  const { share } = counting(50);
  const first = await share('x');
  expect(await share('x')).toBe(first);
  await eventually(async () => (await share('x')) !== first);
});

it('a failure is told to all who ask, and made anew afterwards', async () => {
  const { share, made } = counting(0);
  const asked = [share('bad'), share('bad')];
  await Promise.all(asked.map((each) => expect(each).rejects.toThrow('cannot be made')));
  expect(made()).toBe(1);
  await expect(share('bad')).rejects.toThrow('cannot be made');
  expect(made()).toBe(2);
});
