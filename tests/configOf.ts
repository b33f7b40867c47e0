import type { Config } from '../config/config.ts';
import { parseConfig } from '../config/parseConfig.ts';

/** The configuration that a CONFIG.json with this content gives: defaults filled in, frozen. */
export const configOf = (content: object): Config => parseConfig(JSON.stringify(content), 'CONFIG.json', {});
