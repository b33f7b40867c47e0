import { execFileSync } from 'node:child_process';
import { findOnPath } from '../../scripts/setup/findOnPath.js';
import { installPackages } from '../../scripts/setup/installPackages.js';
import { StepError } from '../../scripts/setup/step.js';

/** Debian's packages: the one that asks, and those that are asked. */
export const packages = ['wrk', 'webdis', 'python3-fastapi', 'python3-uvicorn', 'python3-redis'];

export const INSTALL = `apt-get install ${packages.join(' ')}`;

/** Debian's Python, which has Debian's packages. */
export const PYTHON = '/usr/bin/python3';

export const has = {
  wrk: (): boolean => findOnPath('wrk') !== undefined,
  webdis: (): boolean => findOnPath('webdis') !== undefined,
  fastApi(): boolean {
    try {
      execFileSync(PYTHON, ['-c', 'import fastapi, uvicorn, redis'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  },
};

/** Installs what is missing, where we may. What still is missing is left out of the results. */
export async function installTools(log: (line: string) => void): Promise<void> {
  const sets = [
    { names: 'wrk', isInstalled: has.wrk },
    { names: 'webdis', isInstalled: has.webdis },
    { names: 'python3-fastapi python3-uvicorn python3-redis', isInstalled: has.fastApi },
  ];
  for (const { names, isInstalled } of sets.filter((each) => !each.isInstalled())) {
    try {
      await installPackages([names], isInstalled);
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      log(error.message);
    }
  }
}
