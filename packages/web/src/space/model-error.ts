/** Why a GLB file is not drawn. */
export const MODEL_FAULTS = [
  'missing',
  'tooLarge',
  'unreachable',
  'broken',
  'outside',
  'unsupported',
  'noNode',
] as const;
export type ModelFault = (typeof MODEL_FAULTS)[number];

/** Thrown for a file that cannot be drawn. */
export class ModelError extends Error {
  readonly fault: ModelFault;

  constructor(fault: ModelFault) {
    super(fault);
    this.fault = fault;
  }
}
