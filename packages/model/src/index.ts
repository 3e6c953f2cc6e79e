/** The plant's language: documents, units, formulas, and the plant they make. Browser-safe parts are in `web.ts`. */
export type { DocumentInput } from './documents/document.ts';
export type { TextDocument } from './documents/folder.ts';
export { jsonSchemas, type SchemaName } from './documents/json-schema.ts';
export { LIMITS } from './documents/limits.ts';
export type { SourceSettings } from './documents/source.ts';
export { parseDuration } from './duration.ts';
export { type Fault, formatFault } from './faults.ts';
export * from './formula/expr.ts';
export { FUNCTION_NAMES } from './formula/functions.ts';
export { FORMULA_LIMITS, type FormulaFault } from './formula/syntax.ts';
export {
  checkFormula,
  type LoadOptions,
  type LoadResult,
  loadPlant,
  loadPlantFromDocuments,
  readDocuments,
  withFormula,
} from './load.ts';
export { nearest } from './nearest.ts';
export * from './plant.ts';
export * from './quality.ts';
export * from './samples.ts';
export { explainUnit, nearestUnit } from './unit-names.ts';
export {
  type Conversion,
  conversion,
  convert,
  differenceUnit,
  divideUnits,
  multiplyUnits,
  ONE,
  parseUnit,
  powerUnit,
  sameDimension,
  type Unit,
  type UnitFault,
  unitOf,
} from './units.ts';
export * from './work.ts';
