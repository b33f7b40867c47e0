/** Runs a TypeScript file of this repository without building it: `node runTypeScript.cjs <file> [arguments]`. */
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { transformSync } = require('@swc/core');

const root = path.resolve(__dirname, '../../..');
/** @type {Record<string, (module: any, filename: string) => void>} */
const extensions = Reflect.get(Module, '_extensions');
const plain = extensions['.js'];

for (const extension of ['.ts', '.js']) {
  extensions[extension] = (module, filename) => {
    const isOurs = filename.startsWith(root) && !filename.includes('/node_modules/');
    if (!isOurs) return plain?.(module, filename);
    const source = fs.readFileSync(filename, 'utf8');
    const { code } = transformSync(source, {
      filename,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs' },
    });
    module._compile(code, filename);
  };
}

const [file = ''] = process.argv.splice(2, 1);
require(path.resolve(file));
