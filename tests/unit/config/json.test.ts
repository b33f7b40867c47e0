import { faultsIn } from './configText.ts';

const noValue = 'this is neither a number nor true, false or null; texts and keys stand in double quotes';

const cases: [title: string, text: string, fault: string][] = [
  ['an empty file', '', 'the file is empty (half-written?)'],
  ['a file of spaces', ' \n\n', 'the file is empty (half-written?)'],
  [
    'a half-written file',
    '{ "pairs": ["btcusdt"',
    'line 1, column 22: the file ends where "]" should be (half-written?)',
  ],
  [
    'a file that ends in a value',
    '{ "pairs":\n',
    'line 2, column 1: the file ends where a value should be (half-written?)',
  ],
  [
    'a trailing comma in an object',
    '{\n  "pairs": ["btcusdt"],\n}',
    'line 3, column 1: expected a key in double quotes (a trailing comma is not allowed)',
  ],
  [
    'a trailing comma in a list',
    '{"pairs": ["btcusdt", ]}',
    'line 1, column 23: expected a value (a trailing comma is not allowed)',
  ],
  ['a missing comma', '{"pairs": ["btcusdt"]\n"api": {}}', 'line 2, column 1: expected "," or "}"'],
  ['a comment', '{ // pairs\n}', 'line 1, column 3: comments are not allowed'],
  ['a comment that is not closed', '{} /* pairs', 'line 1, column 4: comments are not allowed'],
  ['a comment of a script', '{} # pairs', 'line 1, column 4: comments are not allowed'],
  ['single quotes', "{'pairs': []}", `line 1, column 2: ${noValue}`],
  ['a missing colon', '{"pairs" []}', 'line 1, column 10: expected ":"'],
  ['a string that is not closed', '{"pairs": ["btc\n"]}', 'line 1, column 12: this string is not closed with a quote'],
  [
    'a wrong escape',
    '{"pairs": ["b\\x"]}',
    'line 1, column 12: this string holds an escape or a control character that JSON does not allow',
  ],
  ['a wrong number', '{"pairs": 01}', 'line 1, column 12: expected "," or "}"'],
  ['half a number', '{"pairs": 1.}', 'line 1, column 11: this number lacks digits'],
  ['a word', '{"pairs": True}', `line 1, column 11: ${noValue}`],
  ['no value', '{"pairs": }', 'line 1, column 11: expected a value'],
  ['a list closed as an object', '{"pairs": ["a"}', 'line 1, column 15: expected "," or "]"'],
  ['two values', '{} {}', 'line 1, column 4: expected the end of the file'],
  ['zero bytes after a crash', '\u0000\u0000', `line 1, column 1: ${noValue}`],
  ['endless nesting', '['.repeat(100_000), 'line 1, column 51: nested deeper than 50 levels'],
];

test.each(cases)('%s is refused with its line and column', (_title, text, fault) => {
  expect(faultsIn(text)).toEqual([`it is not valid JSON: ${fault}`]);
});
