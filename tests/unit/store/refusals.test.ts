import { refusalIn } from '../../../store/redis/refusals.ts';

const sha = 'c84ad0afc9ea3bd988026c3e00e58c92a3251088';

it.each([
  ["OOM command not allowed when used memory > 'maxmemory'.", "OOM command not allowed when used memory > 'maxmemory'"],
  [
    `READONLY You can't write against a read only replica. script: ${sha}, on @user_script:1.`,
    "READONLY You can't write against a read only replica",
  ],
  // Redis 6.2
  [
    `ERR Error running script (call to f_${sha}): @user_script:16: @user_script: 16: -OOM command not allowed when used memory > 'maxmemory'.`,
    "OOM command not allowed when used memory > 'maxmemory'",
  ],
  ['NOREPLICAS Not enough good replicas to write.', 'NOREPLICAS Not enough good replicas to write'],
  [
    `ERR The user executing the script can't run this command or subcommand script: ${sha}, on @user_script:9.`,
    "NOPERM The user executing the script can't run this command or subcommand",
  ],
  [
    "NOPERM this user has no permissions to run the 'evalsha' command",
    "NOPERM this user has no permissions to run the 'evalsha' command",
  ],
  ['BUSY Redis is busy running a script.', 'BUSY Redis is busy running a script'],
])('%s', (message, refusal) => {
  expect(refusalIn(message)).toBe(refusal);
});

it.each(['WRONGTYPE Operation against a key', 'NOSCRIPT No matching script', 'ERR BUSYGROUP', 'Command timed out'])(
  '%s is no refusal',
  (message) => {
    expect(refusalIn(message)).toBeNull();
  },
);
