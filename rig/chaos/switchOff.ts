import fs from 'node:fs';
import path from 'node:path';
import { StartError } from '../../runtime/errors.ts';
import { readCommand } from '../../store/redis/commands.ts';
import type { CommandGuard, FunctionGuard, Guard } from './guard.ts';

/** A file of the built programs, and what it says with a guard switched off. */
export interface Changed {
  readonly file: string;
  readonly text: string;
}

/**
 * What has to be written so that a guard does nothing.
 *
 * @param folder holds the built programs, or a copy of them in which other guards may be switched off already
 * @throws StartError where the guard is not found
 */
export const switchOff = (folder: string, guard: Guard): Changed =>
  'real' in guard ? replaceExport(folder, guard) : replaceLua(folder, guard);

/**
 * At the end of its module the guard is assigned anew: functions and classes can be, and whoever imports one, or calls it in the same
 * module, gets what was assigned last.
 */
function replaceExport(folder: string, { real, instead }: FunctionGuard): Changed {
  const { name } = real;
  const declaration = new RegExp(`^export (async function|function|class|const|let) ${name}\\b`, 'm');
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  for (const file of files) {
    const text = fs.readFileSync(path.join(folder, file), 'utf8');
    // Another module may export something of the same name.
    if (!declaration.test(text) || !text.includes(String(real))) continue;
    const assignable = text.replace(declaration, (line) => line.replace('export const', 'export let'));
    return { file, text: `${assignable}\n${name} = (${instead})(${name});\n` };
  }
  throw new StartError(`no module of ${folder} exports ${name}, so nothing can be proven`);
}

/** The command is written out with what it includes, so that other commands keep the guard; there the guard is declared otherwise. */
function replaceLua(folder: string, { command, name, instead }: CommandGuard): Changed {
  const commands = path.join(folder, 'store/commands');
  const file = fs.readdirSync(commands).find((each) => each.startsWith(`${command}-`)) ?? `${command}.lua`;
  const whole = readCommand(commands, path.basename(file, '.lua')).replaceAll('-- include:', '-- included:');
  // It may stand in another function.
  const declaration = new RegExp(`^( *)local function ${name}\\(`, 'gm');
  if ([...whole.matchAll(declaration)].length !== 1)
    throw new StartError(`${file} has no function ${name}, so nothing can be proven`);
  return {
    file: path.join('store/commands', file),
    text: whole.replace(declaration, (_, before) => `${before}local ${name} = ${instead}\n${before}local function _(`),
  };
}
