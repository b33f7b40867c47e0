import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { collectorsOf } from '../../../markets/markets.js';

const root = path.resolve(__dirname, '../../..');
let copy: string;

/** What the file needs before a set-up: itself and what is plain JavaScript. */
beforeAll(() => {
  copy = fs.mkdtempSync(path.join(os.tmpdir(), 'ecosystem-'));
  const plain = ['scripts', 'runtime', 'markets', 'config'].flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js'))
      .map((name) => `${folder}/${name}`),
  );
  const files = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'ecosystem.config.js'];
  for (const file of [...files, ...plain]) {
    fs.mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    fs.copyFileSync(path.join(root, file), path.join(copy, file));
  }
});
afterAll(() => fs.rmSync(copy, { recursive: true, force: true }));

/** As PM2 reads it: what it throws is printed with its stack. */
const read = () => {
  const code = `import('./ecosystem.config.js').then(
    ({ apps }) => console.log(apps.length),
    (error) => console.log(error.stack))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], { cwd: copy, encoding: 'utf8' });
  return { stdout, stderr };
};

test('without a set-up it is refused in one line that says what to do', () => {
  expect(read()).toEqual({ stdout: 'dist/collectors/main.js is missing: run "npm run setup" first\n', stderr: '' });
});

test('a build that is older than the sources is used, and said', () => {
  for (const program of ['collectors', 'relay', 'api']) {
    fs.mkdirSync(path.join(copy, 'dist', program), { recursive: true });
    fs.writeFileSync(path.join(copy, 'dist', program, 'main.js'), '');
  }
  expect(read()).toEqual({
    stdout: `${collectorsOf('spot').length + 2}\n`,
    stderr: 'dist/ is older than the sources: run "npm run setup", then "pm2 reload ecosystem.config.js"\n',
  });
});
