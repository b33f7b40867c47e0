import { readFolder } from '../../../../api/analytics/folderFaults.ts';

it('a folder that does not answer is a 503 after a while', async () => {
  const never = readFolder(() => new Promise<never>(() => undefined), 20);
  await expect(never).rejects.toMatchObject({
    code: 'unavailable',
    message: 'the folder of snapshots (snapshots.directory) was not read within 0.02 s',
    headers: { 'Retry-After': '10' },
  });
});

it('whoever is answered waits for nothing', async () => {
  expect(await readFolder(async () => 7, 60_000)).toBe(7);
});

it('what is no fault of the file system is thrown on', async () => {
  const defect = new Error('a defect');
  await expect(readFolder(() => Promise.reject(defect))).rejects.toBe(defect);
});
