import { Ajv, type AnySchema, type Options, type ValidateFunction } from 'ajv';

/**
 * What makes checks of ajv schemas with some options. A schema is compiled when its check is first asked for: that takes milliseconds, and a
 * process uses few of the schemas that it imports.
 *
 * The schemas are ours. They are not held against the schema of schemas, whose compilation takes longer than theirs; what none of
 * them may have, such as an unknown keyword, ajv still refuses when it compiles.
 */
export function createLateChecks(options: Options) {
  let ajv: Ajv | undefined;
  return <Value>(schema: AnySchema): (() => ValidateFunction<Value>) => {
    let check: ValidateFunction<Value> | undefined;
    return () => {
      ajv ??= new Ajv({ ...options, meta: false, validateSchema: false });
      check ??= ajv.compile<Value>(schema);
      return check;
    };
  };
}
