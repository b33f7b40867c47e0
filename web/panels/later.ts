/* What is loaded once the first paint is done: one script for all of it. */
export { Operations } from './Operations.tsx';
export { Pair } from './Pair.tsx';
