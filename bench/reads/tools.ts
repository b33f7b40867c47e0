import { findOnPath } from '../../scripts/setup/findOnPath.js';
import { installOptional } from '../../scripts/setup/installPackages.js';
import { pythonHas } from '../../scripts/setup/python.js';

/** Debian's packages: the one that asks, and those that are asked. */
export const packages = ['wrk', 'webdis', 'python3-fastapi', 'python3-uvicorn', 'python3-redis'];

export const INSTALL = `apt-get install ${packages.join(' ')}`;

export const has = {
  wrk: (): boolean => findOnPath('wrk') !== undefined,
  webdis: (): boolean => findOnPath('webdis') !== undefined,
  fastApi: (): boolean => pythonHas('fastapi, uvicorn, redis'),
};

/** Installs what is missing, where we may. What still is missing is left out of the results. */
export const installTools = (log: (line: string) => void): Promise<void> =>
  installOptional(
    [
      { names: 'wrk', isInstalled: has.wrk },
      { names: 'webdis', isInstalled: has.webdis },
      { names: 'python3-fastapi python3-uvicorn python3-redis', isInstalled: has.fastApi },
    ],
    log,
  );
