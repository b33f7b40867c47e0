import { EventParser } from '../../../web/wire/eventParser.ts';

const text = 'retry: 1000\n\n:\n\nid: 1\nevent: value\ndata: {"a":\ndata: 1}\n\nevent: state\ndata: {}\n\n';
const events = [
  { name: 'value', data: '{"a":\n1}' },
  { name: 'state', data: '{}' },
];

test('events are read wherever the pieces of text end', () => {
  for (let size = 1; size <= text.length; size += 1) {
    const parser = new EventParser();
    const read = [];
    for (let at = 0; at < text.length; at += size) read.push(...parser.take(text.slice(at, at + size)));
    expect([size, read]).toEqual([size, events]);
  }
});

test('lines may end as on Windows', () => {
  expect(new EventParser().take(text.replaceAll('\n', '\r\n'))).toEqual([
    { name: 'value', data: '{"a":\n1}' },
    { name: 'state', data: '{}' },
  ]);
});

test('an event that is not whole is none yet', () => {
  const parser = new EventParser();
  expect(parser.take('data: 1\n')).toEqual([]);
  expect(parser.take('\n')).toEqual([{ name: 'message', data: '1' }]);
});

test('an event that does not end is given up', () => {
  const parser = new EventParser();
  expect(() => {
    for (let piece = 0; piece < 20; piece += 1) parser.take('x'.repeat(1_000_000));
  }).toThrow('an event of the stream does not end');
});
