export * from './formula/expr.ts';
export * from './plant.ts';
export * from './quality.ts';
export * from './samples.ts';
export * from './units.ts';
