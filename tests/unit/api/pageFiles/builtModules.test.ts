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
  it('lists scripts and style sheets at any depth, and nothing else that lies there', () => {
    write({ 'main.js': '', 'a/b/c.js': '', 'page.css': '', 'a/deep.css': '' });
    write({
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
      ['a/b/c.js', 'a/deep.css', 'main.js', 'page.css'].map((name) => [name, path.join(folder, name)]),
    );
  });

  it('of a folder that is not there is empty', () => {
    expect(listBuilt(path.join(folder, 'none')).size).toBe(0);
  });
});

describe('neededBy', () => {
  const needed = (files: Record<string, string>, named = {}) => {
    write(files);
    return neededBy('main.js', listBuilt(folder), named);
  };

  it.each([
    "import './a.js';",
    "import'./a.js'",
    "import a from './a.js';",
    'import * as a from "./a.js";',
    "import a, { b as c, $d } from './a.js';",
    "import {\n    a,\n    b,\n} from './a.js';",
    "import{a}from'./a.js';",
    "export * from './a.js';",
    "export { a } from './a.js';",
    "const x = 1;import{a}from'./a.js'",
  ])('knows %j', (text) => {
    expect(needed({ 'main.js': text, 'a.js': '' })).toEqual(['a.js']);
  });

  it.each([
    "const a = await import('./a.js');",
    "import ('./a.js')",
    "export const a = './a.js';",
    "export default './a.js';",
    "new Worker(new URL('./a.js', import.meta.url))",
    "import './gone.js';",
    "import '../a.js';",
    "import 'a.js';",
    "import 'https://elsewhere.example/a.js';",
  ])('needs nothing for %j', (text) => {
    expect(needed({ 'main.js': text, 'a.js': '' })).toEqual([]);
  });

  it('goes on through what is needed, nearest first, each once, in circles too', () => {
    const files = {
      'main.js': "import './view/a.js'; import './view/b.js';",
      'view/a.js': "import '../wire/c.js'; import './b.js'; import('./later.js');",
      'view/b.js': "import '../main.js'; import './a.js';",
      'view/later.js': "import './last.js';",
      'view/last.js': '',
      'wire/c.js': "import { render } from 'preact';",
      'packages/preact.js': '',
    };
    expect(needed(files, { preact: 'packages/preact.js', other: 'packages/other.js' })).toEqual([
      'view/a.js',
      'view/b.js',
      'wire/c.js',
      'packages/preact.js',
    ]);
  });
});
