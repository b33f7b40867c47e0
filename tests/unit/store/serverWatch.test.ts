import { isBetter, type Server } from '../../../store/redis/serverWatch.ts';

const primary: Server = { runId: 'a', isPrimary: true, hasLink: true };
const replica: Server = { ...primary, runId: 'r', isPrimary: false };
const orphan: Server = { ...replica, runId: 'o', hasLink: false };
const hidden = (server: Server): Server => ({ ...server, runId: null, hasLink: true });

it.each<[string, Server, Server | null, boolean]>([
  ['the same primary', primary, primary, false],
  ['the same replica, its link lost', orphan, orphan, false],
  ['the same server, a primary by now', { ...replica, isPrimary: true }, replica, false],
  ['another primary instead of a primary', { ...primary, runId: 'b' }, primary, true],
  ['a primary instead of a replica', primary, replica, true],
  ['a primary instead of a replica without its link', primary, orphan, true],
  ['a replica instead of a primary', replica, primary, false],
  ['another replica instead of a replica', { ...replica, runId: 's' }, replica, false],
  ['a replica instead of one without its link', replica, orphan, true],
  ['another replica without its link', { ...orphan, runId: 'p' }, orphan, false],
  ['anything instead of a server that does not answer', orphan, null, true],
  ['without INFO: a primary instead of a replica', hidden(primary), hidden(replica), true],
  ['without INFO: a primary, which may be the same', hidden(primary), hidden(primary), false],
])('%s: %#', (_, theirs, ours, expected) => {
  expect(isBetter(theirs, ours)).toBe(expected);
});
