import { runProcess } from '../runtime/runProcess.ts';
import { startApi } from './start.ts';

const HELP = `usage: node dist/api/main.js

Serves what the collectors have stored, as CONFIG.json, or the file that CONFIG_FILE names, says; until it is stopped.`;

runProcess('api', HELP, (die) => startApi({ env: process.env, onFatal: die }));
