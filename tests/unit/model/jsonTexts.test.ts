import fc from 'fast-check';
import { compact, elementTexts, memberText } from '../../../model/jsonTexts.ts';

it('hands on the elements of a list as they were sent', () => {
  expect(elementTexts('[ {"a":1.10, "b":[1,2]}, 9007199254740993 ,"x,]\\"", [], null ]')).toEqual([
    '{"a":1.10, "b":[1,2]}',
    '9007199254740993',
    '"x,]\\""',
    '[]',
    'null',
  ]);
  expect(elementTexts('[]')).toEqual([]);
});

it('finds the value of a key, of two the last one, however the key is written', () => {
  const json = '{"a":{"b":1}, "b" : [1e-8] , "c":2,"\\u0063":3.0}';
  expect(memberText(json, 'b')).toBe('[1e-8]');
  expect(memberText(json, 'c')).toBe('3.0');
  expect(memberText(json, 'd')).toBeUndefined();
});

it('leaves out space, but not in strings', () => {
  expect(compact('{ "a b" : [ 1.10 ,\n\t"x  y\\" z" ] }')).toBe('{"a b":[1.10,"x  y\\" z"]}');
});

it('knows where a string ends, however many backslashes stand before its quotes', () => {
  expect(elementTexts(String.raw`["\\","\\\",","[\"]",1]`)).toEqual([
    String.raw`"\\"`,
    String.raw`"\\\","`,
    String.raw`"[\"]"`,
    '1',
  ]);
});

it('agrees with JSON.parse on whatever there is', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 1, '\t'), (list, indent) => {
      const json = JSON.stringify(list, null, indent);
      expect(elementTexts(json).map((text) => JSON.parse(text))).toEqual(JSON.parse(json));
      expect(compact(json)).toBe(JSON.stringify(JSON.parse(json)));
    }),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const json = JSON.stringify(object, null, 2);
      for (const [key, value] of Object.entries(JSON.parse(json))) {
        expect(JSON.parse(memberText(json, key) ?? '')).toEqual(value);
      }
    }),
  );
});
