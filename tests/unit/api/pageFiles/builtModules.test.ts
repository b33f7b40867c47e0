import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { listBuilt, neededBy } from '../../../../api/pageFiles/builtModules.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'built-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
}

describe('listBuilt', () => {
  it('lists scripts and style sheets, and nothing else that lies there', () => {
    write({ 'main.js': '', 'chunk-3LBA2PA7.js': '', 'page.css': '' });
    write({
      'below/other.js': '',
      'tsconfig.json': '',
      'main.js.map': '',
      'main.tsx': '',
      '.env': '',
      'a b.js': '',
      'notes.js.txt': '',
      js: '',
    });
    fs.mkdirSync(path.join(folder, 'folder.js'));
    fs.symlinkSync('/etc/hostname', path.join(folder, 'link.js'));
    expect([...listBuilt(folder)]).toEqual(
      ['chunk-3LBA2PA7.js', 'main.js', 'page.css'].map((name) => [name, path.join(folder, name)]),
    );
  });

  it('of a folder that is not there is empty', () => {
    expect(listBuilt(path.join(folder, 'none')).size).toBe(0);
  });
});

describe('neededBy', () => {
  const needed = (files: Record<string, string>) => {
    write(files);
    return neededBy('main.js', listBuilt(folder));
  };

  it.each([
    "import './a.js';",
    'import"./a.js";',
    "import a from './a.js';",
    'import a from"./a.js";',
    'import * as a from "./a.js";',
    'import*as a from"./a.js";',
    "import a, { b as c, $d } from './a.js';",
    'import a,{b as c,$d}from"./a.js";',
    "import {\n    a,\n    b,\n} from './a.js';",
    'import{a as b}from"./a.js";',
    "export * from './a.js';",
    'export*from"./a.js";',
    "export { a } from './a.js';",
    'export{a}from"./a.js";',
    'const x=1;import{a}from"./a.js"',
  ])('knows %j', (text) => {
    expect(needed({ 'main.js': text, 'a.js': '' })).toEqual(['a.js']);
  });

  it('knows each of several in one line, as they stand in what is minified', () => {
    const text =
      'import{a as b}from"./a.js";import"./b.js";import{c as $,d as e}from"./c.js";var f=()=>import("./d.js");';
    expect(needed({ 'main.js': text, 'a.js': '', 'b.js': '', 'c.js': '', 'd.js': '' })).toEqual([
      'a.js',
      'b.js',
      'c.js',
    ]);
  });

  it.each([
    "const a = await import('./a.js');",
    'const a=await import("./a.js");',
    "import ('./a.js')",
    "export const a = './a.js';",
    "export default './a.js';",
    'export{a};var b="./a.js";',
    "new Worker(new URL('./a.js', import.meta.url))",
    "import './gone.js';",
    "import '../a.js';",
    "import './below/a.js';",
    "import 'a.js';",
    "import 'https://elsewhere.example/a.js';",
  ])('needs nothing for %j', (text) => {
    expect(needed({ 'main.js': text, 'a.js': '' })).toEqual([]);
  });

  it('goes on through what is needed, nearest first, each once, in circles too', () => {
    const files = {
      'main.js': 'import"./a.js";import"./b.js";',
      'a.js': 'import{c}from"./c.js";import{b}from"./b.js";import("./later.js");',
      'b.js': 'import"./main.js";import{a}from"./a.js";',
      'later.js': 'import"./last.js";',
      'last.js': '',
      'c.js': '',
    };
    expect(needed(files)).toEqual(['a.js', 'b.js', 'c.js']);
  });
});
