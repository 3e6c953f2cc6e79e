/** Limits of a plant's documents. Beyond them a fault says which limit it was; nothing is cut off silently. */
export const LIMITS = {
  /** Bytes of one document. */
  documentBytes: 10 * 1024 * 1024,
  documents: 5_000,
  /** Bytes of one document to read. */
  readingBytes: 32 * 1024 * 1024,
  /** Bytes of one GLB. */
  modelBytes: 32 * 1024 * 1024,
  /** Uses of YAML aliases in one document. */
  aliases: 100,
  /** Levels of mappings and lists within each other. */
  nesting: 40,
  twins: 1_000_000,
  /** Over all twins: the ids must fit a Uint32Array and the live columns in memory. */
  signals: 100_000_000,
  signalsPerType: 10_000,
  /** Parts within parts. */
  partLevels: 32,
  /** Types that extend types. */
  ancestors: 32,
} as const;
