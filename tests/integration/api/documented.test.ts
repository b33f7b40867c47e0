import express from 'express';
import { COIN_SYMBOLS, routes } from '../../../api/binance/routes.ts';
import { buildOpenapi } from '../../../api/docs/openapi.ts';
import { type ApiFixture, createApiFixture } from './apiFixture.ts';

const documented = Object.keys(buildOpenapi().paths as object);
/** Those of the exchange are looked up in this table, and answered ahead of Express. */
const ofDialect = [...routes.keys(), COIN_SYMBOLS];

let api: ApiFixture;
/** Every path that the running app has a handler for, as it told Express. */
let served: string[];
beforeAll(async () => {
  const route = jest.spyOn(express.Router.prototype, 'route');
  const use = jest.spyOn(express.Router.prototype, 'use');
  api = await createApiFixture();
  const paths = route.mock.calls.map(([path]) => path);
  const mounted = use.mock.calls.flatMap((parts) => parts.filter((part: unknown) => typeof part === 'string'));
  jest.restoreAllMocks();
  served = [...new Set<unknown>([...paths, ...mounted.filter((path) => path !== '/')])]
    // Whoever names a path otherwise than by a text, or by its parts otherwise than so, has to say it here.
    .map((path) => String(path).replaceAll(/:(\w+)/g, '{$1}'));
});
afterAll(() => api.close());

test('the OpenAPI document has every path that the API serves, and no other', () => {
  expect(served).toContain('/GetData');
  expect([...documented].sort()).toEqual([...served, ...ofDialect].sort());
});
