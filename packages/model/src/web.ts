/** What the browser may import: quality, samples and the types of the plant. No YAML, units library, parser or node. */
export type * from './formula/expr.ts';
export type * from './plant.ts';
export * from './quality.ts';
export * from './samples.ts';
export type { Unit } from './units.ts';
export type * from './work.ts';
