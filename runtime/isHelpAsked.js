/**
 * Whether the arguments ask for help. Plain JavaScript, because it runs before anything is built.
 * @param {readonly string[]} args
 */
export const isHelpAsked = (args) => args.includes('--help') || args.includes('-h');
