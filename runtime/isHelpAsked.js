/**
 * Whether a command is asked how it is called. Plain JavaScript: asked before anything is built.
 * @param {readonly string[]} args
 */
export const isHelpAsked = (args) => args.includes('--help') || args.includes('-h');
