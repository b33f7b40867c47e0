import { patiently } from '../../../../scripts/history/patience.ts';

const replyOf = (message: string): Error => Object.assign(new Error(message), { name: 'ReplyError' });

test.each([
  "NOPERM this user has no permissions to run the 'zrange' command",
  "ERR The user executing the script can't run this command or subcommand script: c84ad0afc9ea3bd988026c3e00e58c92a3251088, on @user_script:33.",
  'NOAUTH Authentication required.',
  'WRONGPASS invalid username-password pair or user is disabled.',
])('Redis does not let us: it is said at once: %s', async (message) => {
  let tries = 0;
  const trying = patiently('Redis, spot:btcusdt:trades', async () => {
    tries++;
    throw replyOf(message);
  });
  await expect(trying).rejects.toMatchObject({
    name: 'StartError',
    message: expect.stringMatching(
      /^Redis, spot:btcusdt:trades: Redis refuses us: (NOPERM|NOAUTH|WRONGPASS) .*: give its user \(redis.url\) the rights that docs\/data-model.md lists \(ACL\)$/,
    ),
  });
  expect(tries).toBe(1);
});

test('what passes is waited for', async () => {
  let tries = 0;
  const result = await patiently('Redis', async () => {
    if (++tries === 1) throw replyOf('LOADING Redis is loading the dataset in memory');
    return 'read';
  });
  expect([result, tries]).toEqual(['read', 2]);
});
