/** The shapes of editing a plant: `/api/v1/plants/{plant}/draft…`, trying out sources, and previews of formulas. */
import { z } from 'zod';

/** Path of a document within the plant folder. Only what can be a document, nothing outside of the folder. */
const DocumentFile = z
  .string()
  .max(300)
  .regex(
    /^(?:(?:types|scene)\/)?[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$/,
    'is no document of a plant: plant.yaml, twins.yaml, sources.yaml, types/*.yaml or scene/*.yaml',
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
