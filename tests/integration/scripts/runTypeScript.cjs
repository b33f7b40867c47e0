/** Runs a TypeScript file of this repository without building it: `node runTypeScript.cjs <file> [arguments]`. */
const crypto = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const root = path.resolve(__dirname, '../../..');
/** What was compiled, by its source: many processes are started, of the same files. */
const cache = path.join(root, 'node_modules', '.cache', 'run-typescript');
/** @type {import('@swc/core').Options} */
const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } };
const version = `${require('@swc/core/package.json').version} ${JSON.stringify(options)}`;
/** @type {Record<string, (module: any, filename: string) => void>} */
const extensions = Reflect.get(Module, '_extensions');
const plain = extensions['.js'];

/** @param {string} filename */
function compiled(filename) {
  const source = fs.readFileSync(filename, 'utf8');
  const hash = crypto.createHash('sha256').update(`${version}\n${filename}\n${source}`).digest('hex');
  const kept = path.join(cache, `${hash}.js`);
  try {
    return fs.readFileSync(kept, 'utf8');
  } catch {
    const { code } = require('@swc/core').transformSync(source, { filename, ...options });
    fs.mkdirSync(cache, { recursive: true });
    // Others read it at any time: whole or not at all.
    const own = `${kept}.${process.pid}`;
    fs.writeFileSync(own, code);
    fs.renameSync(own, kept);
    return code;
  }
}

for (const extension of ['.ts', '.js']) {
  extensions[extension] = (module, filename) => {
    const isOurs = filename.startsWith(root) && !filename.includes('/node_modules/');
    if (!isOurs) return plain?.(module, filename);
    module._compile(compiled(filename), filename);
  };
}

const [file = ''] = process.argv.splice(2, 1);
require(path.resolve(file));
