import { createLateChecks } from '../../../runtime/lateChecks.ts';

const lateCheck = createLateChecks({ strict: true });

it('a check is made once, when it is first asked for', () => {
  const schema = { type: 'string' };
  const checkOf = lateCheck<string>(schema);
  // As it is by then.
  schema.type = 'number';
  expect([checkOf()(5), checkOf()('5')]).toEqual([true, false]);
  expect(checkOf()).toBe(checkOf());
});

it.each([
  ['an unknown keyword', { type: 'string', minLenght: 3 }, /unknown keyword: "minLenght"/],
  ['a keyword of the wrong type', { type: 'string', minLength: '3' }, /minLength value must be \["number"\]/],
  ['an unknown type', { type: 'text' }, /type must be JSONType/],
])('%s is refused', (_what, schema, message) => {
  expect(() => lateCheck(schema)()).toThrow(message);
});
