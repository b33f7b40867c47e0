import { closeAll } from '../../../runtime/closeAll.ts';

it('closes all, last in, first out, and throws the first error', async () => {
  const closed: string[] = [];
  const closer = (name: string, error?: Error) => async () => {
    closed.push(name);
    if (error !== undefined) throw error;
  };
  const closers = [closer('log'), closer('store', new Error('second')), closer('server', new Error('first'))];
  await expect(closeAll(closers)).rejects.toThrow('first');
  expect(closed).toEqual(['server', 'store', 'log']);
  expect(closers).toEqual([]);
});
