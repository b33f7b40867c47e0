import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A message as the source spells it, each value in it as `…`. */
export interface SourceMessage {
  readonly text: string;
  /** `store/redis/connect.ts:126` */
  readonly place: string;
  /** A warning, an error or the reason of a failure: what an operator may want explained. */
  readonly isTrouble: boolean;
}

/** What runs at an operator's; the commands that try the project out are the developers'. */
const folders = [
  'config',
  'runtime',
  'model',
  'exchanges',
  'gateway',
  'collectors',
  'relay',
  'store',
  'api',
  'scripts',
];
const forDevelopers = /^scripts\/commands\/(chaos|soak)\.ts$/;

/** Which argument is the message. */
const calls: readonly [callee: RegExp, argument: number][] = [
  [/(^|\.)log\.(warn|error)$/, 0],
  [/(^|\.)(burst|trouble)\.failed$/, 1],
  [/(^|\.)burst\.failure$/, 2],
  [/^report$/, 0],
];
const errors: Readonly<Record<string, number>> = {
  StartError: 0,
  StepError: 0,
  InvalidPayload: 0,
  ConfigError: 1,
  NotSent: 1,
  ExchangeError: 1,
};

/** Fewer letters than this say nothing by themselves. */
const FEWEST_LETTERS = 5;

/** Every text of the source that says something. */
export function sourceMessages(): SourceMessage[] {
  const files = folders.flatMap((folder) =>
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|js)$/.test(name))
      .map((name) => path.join(folder, name))
      .filter((file) => !forDevelopers.test(file)),
  );
  return [...files, 'ecosystem.config.js'].flatMap(messagesOf);
}

function messagesOf(file: string): SourceMessage[] {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: SourceMessage[] = [];
  const add = (node: ts.Node, isTrouble: boolean): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    for (const written of textsOf(node)) {
      // What ends with a colon goes before a reason.
      const text = written.replace(/`/g, '').replace(/: $/, ': …').replace(/…+/g, '…').trim();
      if (text.replace(/[^a-z]/gi, '').length < FEWEST_LETTERS) continue;
      // Where how a command is called follows, nothing is left to explain.
      found.push({ text, place: `${file}:${line + 1}`, isTrouble: isTrouble && !text.endsWith('; …') });
    }
  };
  const visit = (node: ts.Node): void => {
    const message = troubleOf(node);
    if (message !== undefined) add(message, true);
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isBinaryExpression(node);
    if (isText) add(node, false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The message of a call that warns, or of an error that is made. */
function troubleOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isNewExpression(node)) return node.arguments?.[errors[node.expression.getText()] ?? -1];
  if (!ts.isCallExpression(node)) return undefined;
  const argument = calls.find(([callee]) => callee.test(node.expression.getText()))?.[1];
  return node.arguments[argument ?? -1];
}

/** What an expression may say, values as `…`; nothing where that is not written in it. */
function textsOf(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) {
    return [node.templateSpans.reduce((text, { literal }) => `${text}…${literal.text}`, node.head.text)];
  }
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(textsOf);
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  if (!ts.isBinaryExpression(node)) return [];
  const [left, right] = [textsOf(node.left), textsOf(node.right)];
  if (node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return [...left, ...right];
  return left.flatMap((first) => right.map((second) => first + second));
}
