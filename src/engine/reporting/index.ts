/**
 * Reports as data: a form (fields are indicators of the plan, with checks and a last day), its periods, and the checks on what was filled in. Pure:
 * the values, what is known of the past and of the industry come in; findings go out.
 * Words: form, field, check (hard, soft, hint), period, last day.
 */
export { checkSchema, cycles, formFile, reporters, type Check, type Form } from './schema.ts';
export {
  asksFor,
  checkForm,
  fieldsOf,
  fieldsOfCheck,
  lastDay,
  periodsUntil,
  type Field,
  type FieldIndicator,
} from './form.ts';
export { checkValues, nothingKnown, peerLogs, reasonKey, type Known, type Values } from './check.ts';
export { checkDigits } from './digits.ts';
export { chiSquareTail9, lastDigits, median, robustZ, spreadOf, type Spread } from './statistics.ts';
