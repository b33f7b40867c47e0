import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundlePage } from '../../../scripts/setup/bundlePage.js';

const sources = {
  'web/tsconfig.json': '{ "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "preact" } }',
  'web/main.tsx': `import { render } from 'preact';
    import { shared } from './wire/shared.ts';
    render(<p>{shared}</p>, document.body);
    void import('./later.ts');`,
  'web/later.ts': 'export const later: string = "later";',
  'web/wire/worker.ts': "import { shared } from './shared.ts'; postMessage(shared);",
  'web/wire/shared.ts': 'export const shared: string = "shared";',
  'web/page.css': ':root { --first: 1px }',
  'web/panels/a.css': '.a { color: red }',
};
const styles = ['web/panels/a.css', 'web/page.css'];

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'page-'));
  for (const [name, text] of Object.entries(sources)) write(name, text);
  fs.symlinkSync(path.resolve('node_modules'), path.join(root, 'node_modules'));
});
afterEach(() => fs.rmSync(root, { recursive: true }));

function write(name: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), text);
}

const made = () => fs.readdirSync(path.join(root, 'dist/web')).sort();
const read = (name: string) => fs.readFileSync(path.join(root, 'dist/web', name), 'utf8');

it('makes a script, a worker, one style, and of what both need or what comes later files beside them', async () => {
  const files = await bundlePage(root, styles);
  expect(made()).toEqual([
    ...Array(2).fill(expect.stringMatching(/^chunk-[A-Z0-9]{8}\.js$/)),
    'main.js',
    'page.css',
    'worker.js',
  ]);
  expect(files.sort()).toEqual(made().map((name) => path.join('web', name)));
  // What draws tags is not for it.
  expect(read('worker.js')).toMatch(/^import\{\w as \w\}from"\.\/chunk-[A-Z0-9]{8}\.js";postMessage\(\w\);$/);
});

it('makes the same of the same, and in scripts leaves out what nobody calls', async () => {
  write(
    'web/wire/shared.ts',
    "const spare = (): string => 'spare'; void spare; export const shared: string = 'sha' + 'red';",
  );
  await bundlePage(root, styles);
  const before = made().map((file) => [file, read(file)]);
  expect(before.filter(([, text]) => text?.includes('spare'))).toEqual([]);
  expect(before.some(([, text]) => text?.includes('"shared"'))).toBe(true);
  await bundlePage(root, styles);
  expect(made().map((file) => [file, read(file)])).toEqual(before);
});

it('joins all styles, that of the page first', async () => {
  await bundlePage(root, styles);
  const style = read('page.css');
  const places = [':root{--first:', '.a{color:red}'].map((text) => style.indexOf(text));
  expect(places).toEqual([0, ...places.slice(1)]);
  expect(places).toEqual([...places].sort((one, other) => one - other));
  expect(style).not.toContain('@import');
});

it.each([
  ['web/later.ts', 'export const = 1;'],
  ['web/main.tsx', "import './gone.ts';"],
])('says what is wrong where %s is %j, and leaves what was made before', async (name, text) => {
  await bundlePage(root, styles);
  const before = made().map((file) => [file, read(file)]);
  write(name, text);
  await expect(bundlePage(root, styles)).rejects.toThrow(
    new RegExp(`^the web page cannot be put together: .*${name}:1`, 's'),
  );
  expect(made().map((file) => [file, read(file)])).toEqual(before);
});
