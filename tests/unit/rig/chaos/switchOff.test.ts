import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { without, withoutLua } from '../../../../rig/chaos/guard.ts';
import { type Changed, switchOff } from '../../../../rig/chaos/switchOff.ts';
import { readCommand } from '../../../../store/redis/commands.ts';

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'guards-'));
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const write = ({ file, text }: Changed): void => {
  fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  fs.writeFileSync(path.join(folder, file), text);
};

/** What an expression of a program that imports the module gives. */
function asked(expression: string): unknown {
  const url = pathToFileURL(path.join(folder, 'gate/guard.js')).href;
  const program = `import * as it from '${url}'; console.log(JSON.stringify(${expression}))`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }));
}

function isOpen(): boolean {
  return false;
}

const most = (weight: number): number => Math.min(weight, 6_000);

class Refusal {
  get isObeyed(): boolean {
    return true;
  }
}

it('an exported function is another one for its own module and for others, and no other module of that name is touched', () => {
  write({ file: 'a/other.js', text: 'export function isOpen() {\n  return 1;\n}\n' });
  write({ file: 'gate/guard.js', text: `export ${isOpen}\nexport const ask = () => isOpen();\n` });
  const changed = switchOff(
    folder,
    without(isOpen, () => () => true),
  );
  expect(changed.file).toBe('gate/guard.js');
  write(changed);
  expect(asked('[it.isOpen(), it.ask()]')).toEqual([true, true]);
});

it('a constant function, changed twice, has both changes', () => {
  write({ file: 'gate/guard.js', text: `export const most = ${most};\n` });
  for (const more of [(real: typeof most) => (weight: number) => real(weight) + 1, () => () => 5]) {
    write(switchOff(folder, without(most, more)));
    if (more.length > 0) expect(asked('it.most(7000)')).toBe(6_001);
  }
  expect(asked('it.most(7000)')).toBe(5);
});

it('a class has what is changed of it', () => {
  write({ file: 'gate/guard.js', text: `export ${Refusal}\n` });
  const guard = without(Refusal, (real) => {
    Object.defineProperty(real.prototype, 'isObeyed', { value: false });
    return real;
  });
  write(switchOff(folder, guard));
  expect(asked('new it.Refusal().isObeyed')).toBe(false);
});

it('a guard that no module exports is named', () => {
  expect(() =>
    switchOff(
      folder,
      without(isOpen, () => () => true),
    ),
  ).toThrow(/exports isOpen/);
});

it('a function that a Lua command includes is another one in that command alone', () => {
  write({ file: 'store/commands/include/past.lua', text: '\nlocal function isPast(time)\n  return time < 1\nend\n' });
  write({ file: 'store/commands/lift-1.lua', text: '-- include: past\nreturn isPast(0)\n' });
  const changed = switchOff(folder, withoutLua('lift', 'isPast'));
  expect(changed).toEqual({
    file: 'store/commands/lift-1.lua',
    text: `
local isPast = function() return false end
local function _(time)
  return time < 1
end

-- included: past
return isPast(0)
`,
  });
  write(changed);
  expect(readCommand(path.join(folder, 'store/commands'), 'lift-1')).toBe(changed.text);
  expect(() => switchOff(folder, withoutLua('lift', 'isPaused'))).toThrow(/no function isPaused/);
});

it('so is a function within another one', () => {
  write({
    file: 'store/commands/lift-1.lua',
    text: 'local function lift()\n  local function isPast(time)\n    return time < 1\n  end\nend\n',
  });
  expect(switchOff(folder, withoutLua('lift', 'isPast')).text).toContain(
    '\n  local isPast = function() return false end\n  local function _(time)\n',
  );
});
