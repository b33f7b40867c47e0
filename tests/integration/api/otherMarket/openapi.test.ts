import { Ajv2020 } from 'ajv/dist/2020.js';
import { buildOpenapi } from '../../../../api/docs/openapi.ts';
import { writeGaps } from '../../../../store/values/gaps.ts';
import { code } from '../apiFixture.ts';
import { gap, otherMarket } from './otherMarket.ts';

const world = otherMarket();

it('the OpenAPI document made of both tables describes what both markets answer', async () => {
  await writeGaps(world.api.store, 'other-prints', 1, [{ ...gap, state: 'open' }]);
  await world.reportAll();
  const document = JSON.parse(JSON.stringify(buildOpenapi(world.markets)));
  const ajv = new Ajv2020({ strict: true, allErrors: true, strictTypes: false, strictRequired: false });
  ajv.addVocabulary(['openapi', 'info', 'servers', 'tags', 'paths', 'components']);
  ajv.addSchema(document, 'api');
  const [parameter] = document.paths['/GetData'].get.parameters;
  expect(parameter).toMatchObject({ name: 'market', schema: { enum: ['spot', 'other'], default: 'spot' } });
  expect((await world.get('/openapi.json')).body).toEqual(document);
  const schemas: [string, string][] = [
    ['price-page', `/GetData?type=price&code=${code}`],
    ...['price', 'prints', 'ladder'].map((feed): [string, string] => [
      `other-${feed}-page`,
      `/GetData?market=other&type=${feed}&code=${code}`,
    ]),
    ['other-bars-page', `/GetData?market=other&type=1&code=${code}`],
    ['health', '/health'],
    ['gaps', '/gaps?market=other'],
    ['problem', '/ready'],
    ['problem', '/gaps?market=nope'],
  ];
  for (const [schema, path] of schemas) {
    const validate = ajv.getSchema(`api#/components/schemas/${schema}`);
    expect([path, validate?.((await world.get(path)).body), validate?.errors]).toEqual([path, true, null]);
  }
});
