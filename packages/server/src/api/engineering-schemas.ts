/** The shapes of editing a plant: `/api/v1/plants/{plant}/draft…`, trying out sources, and previews of formulas. */
import { z } from 'zod';

/** Path of a document within the plant folder. Only what can be a document, nothing outside of the folder. */
const DocumentFile = z
  .string()
  .max(300)
  .regex(
    /^(?:(?:types|scene|work|procedures)\/)?[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$/,
    'is no document of a plant: plant.yaml, twins.yaml, sources.yaml, types/*.yaml, scene/*.yaml, work/*.yaml or procedures/*.yaml',
  );

const EditPath = z.array(z.union([z.string().max(1000), z.number().int().min(0)])).max(40);
const MAX_TEXT = 10 * 1024 * 1024;

/** One change: of a whole text, or at a place of a document, which leaves all other lines as they are. */
export const DraftEdit = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('text'), file: DocumentFile, text: z.string().max(MAX_TEXT) }),
  z.strictObject({ op: z.literal('delete'), file: DocumentFile }),
  z.strictObject({ op: z.literal('set'), file: DocumentFile, path: EditPath, value: z.unknown() }),
  z.strictObject({ op: z.literal('add'), file: DocumentFile, path: EditPath, value: z.unknown() }),
  z.strictObject({ op: z.literal('remove'), file: DocumentFile, path: EditPath }),
  z.strictObject({ op: z.literal('rename'), file: DocumentFile, path: EditPath, to: z.string().max(1000) }),
]);

/** POST …/draft/changes : all edits or none, as one step of undo. */
export const DraftChanges = z.strictObject({
  /** Of the draft the edits were made on; another one is refused, so that two people do not overwrite each other. */
  version: z.number().int(),
  /** What was done, for people. */
  label: z.string().max(200),
  /** Steps with the same key one after the other are undone as one: typing. */
  merge: z.string().max(200).optional(),
  edits: z.array(DraftEdit).min(1).max(10_000),
});
export const DraftVersion = z.strictObject({ version: z.number().int() });
/** `reason`: why it shall run, for the journal. */
export const DraftApply = DraftVersion.extend({ reason: z.string().trim().min(1).max(4000).optional() });
export const DraftResolve = z.strictObject({
  version: z.number().int(),
  file: DocumentFile,
  keep: z.enum(['draft', 'folder']),
});

export const DraftFault = z.object({
  severity: z.enum(['error', 'warning']),
  file: z.string(),
  line: z.number(),
  column: z.number(),
  length: z.number().optional(),
  message: z.string(),
  suggestion: z.string().optional(),
  /** Keys and places in lists down to what is at fault, so that a form can show it where it belongs. */
  path: z.array(z.union([z.string(), z.number()])),
});

/** How a draft is taken on by the plant that runs. */
export const Manner = z.enum(['none', 'live', 'sources', 'restart']);

/** GET …/draft */
export const DraftInfo = z.object({
  version: z.number(),
  /** Documents that differ from what runs or from the folder. */
  files: z.array(
    z.object({
      file: z.string(),
      /** Against what runs. */
      running: z.enum(['same', 'changed', 'added', 'removed']),
      /** Against the folder. */
      folder: z.enum(['same', 'changed', 'added', 'removed']),
      /** The document was changed in the folder after it was changed here. */
      conflict: z.boolean(),
    }),
  ),
  faults: z.array(DraftFault),
  /** What the next undo or redo does; null: nothing. */
  undo: z.string().nullable(),
  redo: z.string().nullable(),
  /** What applying would do; null while there are errors. */
  manner: Manner.nullable(),
  /** Whether what runs differs from the folder, so that it can be written there. */
  unwritten: z.boolean(),
  folder: z.object({ path: z.string(), writable: z.boolean() }),
  revision: z.string(),
});

/** GET …/draft/documents : texts, and what they hold as data; null where they are no YAML. */
export const DraftDocuments = z.object({
  version: z.number(),
  documents: z.array(z.object({ file: z.string(), text: z.string(), data: z.unknown() })),
});

export const Difference = z.object({
  what: z.enum([
    'plant-settings',
    'type-added',
    'type-removed',
    'type-label',
    'type-parameters',
    'type-parts',
    'type-shape',
    'signal-added',
    'signal-removed',
    'signal-renamed',
    'signal-unit',
    'signal-formula',
    'signal-settings',
    'alarm-added',
    'alarm-removed',
    'alarm-condition',
    'alarm-settings',
    'twin-added',
    'twin-removed',
    'twin-renamed',
    'twin-type',
    'twin-label',
    'twin-place',
    'twin-parameters',
    'source-added',
    'source-removed',
    'source-settings',
    'source-mappings',
    'scene',
    'more',
  ]),
  subject: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
});

/** GET …/draft/diff?against=running|folder */
export const DraftDiff = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      /** Lines around the changes; `gap` is how many unchanged lines were left out before. */
      hunks: z.array(
        z.object({
          gap: z.number(),
          lines: z.array(z.object({ kind: z.enum(['same', 'old', 'new']), text: z.string() })),
        }),
      ),
    }),
  ),
  /** Against what runs; empty while the draft has errors. */
  words: z.array(Difference),
});

export const ApplyAnswer = z.object({ manner: Manner, revision: z.string(), draft: DraftInfo });
export const WriteAnswer = z.object({ files: z.array(z.string()), draft: DraftInfo });

export type DraftEdit = z.infer<typeof DraftEdit>;
export type DraftFault = z.infer<typeof DraftFault>;
export type DraftInfo = z.infer<typeof DraftInfo>;
export type DraftDocuments = z.infer<typeof DraftDocuments>;
export type DraftDiff = z.infer<typeof DraftDiff>;
export type Difference = z.infer<typeof Difference>;
export type Manner = z.infer<typeof Manner>;
export type ApplyAnswer = z.infer<typeof ApplyAnswer>;
export type WriteAnswer = z.infer<typeof WriteAnswer>;

/** POST …/draft/sources/{source}/test */
export const TrialAnswer = z.object({
  ok: z.boolean(),
  state: z.string(),
  endpoint: z.string(),
  problem: z.string().optional(),
  connectedAfter: z.number().optional(),
  signals: z.number(),
  heard: z.number(),
  samples: z.array(
    z.object({
      path: z.string(),
      unit: z.string(),
      value: z.number().nullable(),
      quality: z.number(),
      time: z.number(),
    }),
  ),
  /** Of an OPC UA server, when it is not trusted yet. */
  certificate: z
    .object({
      thumbprint: z.string(),
      sha256: z.string(),
      subject: z.string(),
      validFrom: z.string(),
      validTo: z.string(),
    })
    .optional(),
});
export const TrustRequest = z.strictObject({
  thumbprint: z.string().regex(/^[0-9a-fA-F]{40}$/, 'is no SHA-1 thumbprint'),
});

/** POST …/draft/sources/{source}/browse : what is asked for depends on the kind of the source. */
export const BrowseRequest = z.strictObject({
  /** OPC UA: the node whose children are wanted. */
  address: z.string().max(8192).optional(),
  /** Modbus. */
  table: z.enum(['holding', 'input', 'coil', 'discrete']).default('holding'),
  offset: z.number().int().min(0).max(65_535).default(0),
  count: z.number().int().min(1).max(60).default(16),
  /** MQTT: how long to listen, and to what. */
  seconds: z.number().min(1).max(30).default(5),
  filter: z.string().max(1000).optional(),
});
export const BrowseAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('nodes'),
    nodes: z.array(
      z.object({
        address: z.string(),
        name: z.string(),
        label: z.string(),
        kind: z.enum(['object', 'variable']),
        value: z.string().optional(),
        usable: z.boolean(),
      }),
    ),
  }),
  z.object({
    kind: z.literal('registers'),
    registers: z.array(
      z.object({
        offset: z.number(),
        readings: z.array(z.object({ address: z.string(), value: z.number().nullable() })),
      }),
    ),
  }),
  z.object({
    kind: z.literal('topics'),
    topics: z.array(
      z.object({
        topic: z.string(),
        text: z.string(),
        count: z.number(),
        values: z.array(z.object({ pointer: z.string(), value: z.union([z.number(), z.boolean()]) })),
      }),
    ),
  }),
]);

/** POST …/draft/sources/{source}/discover : types, twins and mappings to confirm one by one. */
export const ProposalAnswer = z.object({
  nodes: z.number(),
  notes: z.array(z.string()),
  types: z.array(z.object({ name: z.string(), data: z.unknown() })),
  twins: z.array(z.object({ path: z.string(), type: z.string().optional(), label: z.string().optional() })),
  /** Path of a signal to its address. */
  signals: z.record(z.string(), z.string()),
});

const MAX_FORMULA = 10_000;

/** POST …/draft/preview : a formula over the recorded past of one twin, beside what was recorded. Nothing is stored. */
export const PreviewRequest = z.strictObject({
  twin: z.string().max(1000),
  signal: z.string().max(200),
  formula: z.string().max(MAX_FORMULA),
  from: z.number().min(0),
  to: z.number().min(0),
  points: z.number().int().min(10).max(5000).default(1000),
});
const Line = z.object({ times: z.array(z.number()), values: z.array(z.number().nullable()) });
export const PreviewAnswer = z.object({
  unit: z.string(),
  /** What was recorded, or what the formula in force gives where nothing was. */
  before: Line,
  after: Line,
  /** Samples the formula gave; more than `points` are thinned to the lowest and highest of each stretch. */
  samples: z.number(),
});

/** A line of the answer of POST …/draft/compute-back (application/x-ndjson). The last one has `done` or `problem`. */
export const ComputeProgress = z.object({
  /** 0 to 1. */
  progress: z.number(),
  samples: z.number(),
  done: z.boolean().optional(),
  problem: z.string().optional(),
});
export const ComputeBackRequest = z.strictObject({
  type: z.string().max(200),
  signal: z.string().max(200),
  from: z.number().min(0),
  to: z.number().min(0),
});

/** POST …/draft/formula : faults and unit of a formula as it is typed, within the draft. */
export const DraftFormulaRequest = z.strictObject({
  type: z.string().max(200),
  formula: z.string().max(MAX_FORMULA),
  unit: z.string().max(100).optional(),
  expected: z.enum(['number', 'boolean']).default('number'),
});
export const DraftFormulaAnswer = z.object({
  faults: z.array(
    z.object({ message: z.string(), start: z.number(), end: z.number(), suggestion: z.string().optional() }),
  ),
  unit: z.string().nullable(),
});

/** GET …/draft/vocabulary?type= : what a formula of a type may name. */
export const VocabularyAnswer = z.object({
  words: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['signal', 'parameter', 'part', 'parent', 'function', 'word']),
      unit: z.string().optional(),
      label: z.object({ en: z.string(), zh: z.string().optional() }).optional(),
    }),
  ),
  /** Names after `part.`, by part. */
  members: z.record(z.string(), z.array(z.object({ name: z.string(), unit: z.string() }))),
});

export type TrialAnswer = z.infer<typeof TrialAnswer>;
export type BrowseAnswer = z.infer<typeof BrowseAnswer>;
export type ProposalAnswer = z.infer<typeof ProposalAnswer>;
export type PreviewAnswer = z.infer<typeof PreviewAnswer>;
export type ComputeProgress = z.infer<typeof ComputeProgress>;
export type VocabularyAnswer = z.infer<typeof VocabularyAnswer>;
export type DraftFormulaAnswer = z.infer<typeof DraftFormulaAnswer>;
