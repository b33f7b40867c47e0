import { buildOpenapi } from '../../../api/docs/openapi.ts';
import { faultsOf } from './lint.ts';

const document = JSON.parse(JSON.stringify(buildOpenapi()));

it('the document is what OpenAPI 3.1 says one is', async () => {
  expect(await faultsOf(document)).toEqual([]);
});

it('and one with a fault is not', async () => {
  const { paths } = document;
  const spoilt = { ...document, paths: { ...paths, '/live': { fetch: paths['/live'].get } } };
  expect(await faultsOf(spoilt)).toEqual([expect.stringContaining('fetch')]);
});

it('every path is in a group that the document names', () => {
  const named = document.tags.map(({ name }: { name: string }) => name);
  for (const { get } of Object.values<{ get: { tags: string[] } }>(document.paths)) {
    expect(named).toEqual(expect.arrayContaining(get.tags));
    expect(get.tags).toHaveLength(1);
  }
});
