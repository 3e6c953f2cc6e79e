/**
 * The shapes of the HTTP API `/api/v1` and of the text messages on the WebSocket.
 *
 * One zod schema per shape: the server validates and documents with it (`/openapi.json`), client and screen take their
 * types from it. Times are milliseconds since 1970-01-01T00:00Z. Values are in the signal's unit; a missing value is
 * null. Quality is the byte of `@millwright/model`'s quality.ts.
 */
import { z } from 'zod';
import { JournalEventInfo } from './decision-schemas.ts';

/** End of the year 9999. */
const LAST_TIME = 253_402_300_799_999;

export const LocalText = z.object({ en: z.string(), zh: z.string().optional() });

export const SignalTypeInfo = z.object({
  name: z.string(),
  label: LocalText,
  kind: z.enum(['measured', 'setpoint', 'state', 'derived']),
  unit: z.string(),
  range: z.tuple([z.number(), z.number()]).optional(),
  normal: z.tuple([z.number(), z.number()]).optional(),
  resolution: z.number().optional(),
  states: z.array(z.object({ value: z.number(), label: LocalText })).optional(),
  formula: z.string().optional(),
  /** Formula of the plant's documents, where it was changed while running. */
  documentFormula: z.string().optional(),
  /** People enter it on rounds. */
  manual: z.boolean().optional(),
  /** Present on set points that may be written to the machine after an approval. Values in the unit of the signal. */
  write: z
    .object({
      /** Largest total change within `per` ms. */
      change: z.object({ most: z.number(), per: z.number() }).optional(),
      /** Condition for writing, as written. */
      interlock: z.string().optional(),
      /** Relative path of the signal that shows the outcome. */
      readBack: z.string(),
      tolerance: z.number(),
      /** ms until it must be reached. */
      within: z.number(),
    })
    .optional(),
});

export const AlarmTypeInfo = z.object({
  name: z.string(),
  label: LocalText,
  priority: z.enum(['critical', 'high', 'medium', 'low']),
  when: z.string(),
  onDelay: z.number(),
  offDelay: z.number(),
  respond: LocalText.optional(),
  inputs: z.array(z.string()),
  /** Stays after it has cleared until somebody resets it. */
  latch: z.boolean().optional(),
  /** Name of the procedure that says what to do. */
  procedure: z.string().optional(),
  suppressedWhen: z.string().optional(),
  rationalisation: z
    .object({
      cause: LocalText.optional(),
      consequence: LocalText.optional(),
      /** ms a person has to respond. */
      responseTime: z.number().optional(),
      class: z.string().optional(),
    })
    .optional(),
});

export const Shape = z.object({
  kind: z.string(),
  /** GLB drawn instead, at `/api/v1/plants/{plant}/models/…`. */
  model: z.string().optional(),
  params: z.record(
    z.string(),
    z.union([z.number(), z.array(z.tuple([z.number(), z.number(), z.number()])).readonly()]),
  ),
  /** shown = value of the signal * scale + offset. */
  bindings: z.record(
    z.string(),
    z.object({
      signal: z.string(),
      scale: z.number(),
      offset: z.number(),
      /** Node of the GLB that moves, how, and around or along which of its axes. */
      node: z.string().optional(),
      motion: z.enum(['spin', 'turn', 'move']).optional(),
      axis: z.enum(['x', 'y', 'z']).optional(),
      /** Of `state`: look by value. */
      looks: z.record(z.string(), z.enum(['normal', 'off', 'attention', 'fault'])).optional(),
    }),
  ),
});

export const Place = z.object({ at: z.tuple([z.number(), z.number(), z.number()]), turn: z.number() });

/** What there is to read: a file below `documents/` of the plant for each language, or an address elsewhere. */
export const DocumentInfo = z.object({
  label: LocalText,
  file: LocalText.optional(),
  link: z.string().optional(),
});

export const TwinTypeInfo = z.object({
  name: z.string(),
  label: LocalText,
  ancestors: z.array(z.string()),
  signals: z.array(SignalTypeInfo),
  alarms: z.array(AlarmTypeInfo),
  parameters: z.array(z.object({ name: z.string(), label: LocalText, unit: z.string() })),
  parts: z.array(z.object({ name: z.string(), type: z.string(), each: z.array(z.string()).optional() })),
  shape: Shape.optional(),
  /** Those of the types it is built from first. */
  documents: z.array(DocumentInfo).optional(),
});

export const TwinInfo = z.object({
  path: z.string(),
  label: LocalText,
  type: z.string().nullable(),
  parent: z.string().nullable(),
  place: Place,
  parameters: z.record(z.string(), z.number()),
  /** Its own, beside those of its type. */
  documents: z.array(DocumentInfo).optional(),
});

/** GET /api/v1/plants */
export const PlantSummary = z.object({ id: z.string(), label: LocalText });
export const PlantsAnswer = z.object({ items: z.array(PlantSummary) });

/** GET …/types */
export const TypesAnswer = z.object({ items: z.array(TwinTypeInfo) });

/** GET …/twins */
export const TwinsAnswer = z.object({ items: z.array(TwinInfo) });

/** GET /api/v1/plants/{plant} */
export const PlantInfo = z.object({
  id: z.string(),
  label: LocalText,
  description: LocalText,
  timezone: z.string(),
  revision: z.string(),
  kpi: z.string().optional(),
  /** Server clock when the answer was made. */
  now: z.number(),
  /** Time of the oldest stored sample; null when nothing is stored. */
  firstTime: z.number().nullable(),
  twinCount: z.number(),
  signalCount: z.number(),
  scene: z.array(z.object({ shape: Shape, place: Place })),
});

/** GET …/signals?twin=&type=&q=&limit=&cursor= */
export const SignalInfo = z.object({
  path: z.string(),
  twin: z.string(),
  type: z.string(),
  name: z.string(),
  label: LocalText,
  unit: z.string(),
  kind: SignalTypeInfo.shape.kind,
  value: z.number().nullable(),
  time: z.number().nullable(),
  quality: z.number(),
  /** Present where a source feeds the signal. */
  source: z.string().optional(),
  address: z.string().optional(),
});
export const SignalPage = z.object({ items: z.array(SignalInfo), next: z.string().nullable() });

/** GET …/signals/{path}/samples?from&to&points : `raw` when the range holds at most `points` samples, else `buckets`. */
export const SamplesAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('raw'),
    path: z.string(),
    unit: z.string(),
    times: z.array(z.number()),
    values: z.array(z.number().nullable()),
    quality: z.array(z.number()),
  }),
  z.object({
    kind: z.literal('buckets'),
    path: z.string(),
    unit: z.string(),
    /** Start of each bucket; only buckets with samples are present. */
    times: z.array(z.number()),
    /** Width of a bucket. */
    width: z.number(),
    min: z.array(z.number().nullable()),
    max: z.array(z.number().nullable()),
    mean: z.array(z.number().nullable()),
    count: z.array(z.number()),
  }),
]);

/** GET …/types/{type}/signals/{signal}/fleet?from&to&points : one signal over all twins of a type. */
export const FleetAnswer = z.object({
  type: z.string(),
  signal: z.string(),
  unit: z.string(),
  width: z.number(),
  /** One entry per twin that has samples in the range; arrays as in `buckets` of SamplesAnswer. */
  items: z.array(
    z.object({
      twin: z.string(),
      times: z.array(z.number()),
      min: z.array(z.number().nullable()),
      max: z.array(z.number().nullable()),
      mean: z.array(z.number().nullable()),
      count: z.array(z.number()),
    }),
  ),
});

/** GET …/signals/{path}/statistics?from&to&limits : over the time in which the signal was known, weighted by time. */
export const StatisticsAnswer = z.object({
  path: z.string(),
  unit: z.string(),
  /** False where there were too many samples and buckets were taken in their place. */
  exact: z.boolean(),
  samples: z.number(),
  /** For how long there was a usable value. */
  seconds: z.number(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  deviation: z.number().nullable(),
  /** For each limit asked for: seconds above and below it. */
  limits: z.array(z.object({ value: z.number(), above: z.number(), below: z.number() })),
});

/** GET …/state?at= : the newest sample at or before the instant, for every signal that has one. Arrays run in parallel. */
export const StateAnswer = z.object({
  at: z.number(),
  paths: z.array(z.string()),
  times: z.array(z.number()),
  values: z.array(z.number().nullable()),
  quality: z.array(z.number()),
});

/** One occurrence of an alarm: raised, and cleared or still standing. */
export const AlarmOccurrence = z.object({
  /** Unique and stable. */
  id: z.string(),
  twin: z.string(),
  type: z.string(),
  alarm: z.string(),
  label: LocalText,
  priority: AlarmTypeInfo.shape.priority,
  /** Source time at which the condition began to hold; `raisedAt` is later by the on-delay. */
  since: z.number(),
  raisedAt: z.number(),
  clearedAt: z.number().nullable(),
  /** Values of the inputs when it was raised. */
  inputs: z.array(z.object({ path: z.string(), value: z.number().nullable(), unit: z.string() })),
  respond: LocalText.optional(),
  /** Why it was closed although its condition was not seen to go. */
  note: LocalText.optional(),
});
/** GET …/alarms?at= | ?from=&to= | (none: standing now) */
export const AlarmsAnswer = z.object({ items: z.array(AlarmOccurrence) });

/** GET …/sources */
export const SourceInfo = z.object({
  name: z.string(),
  label: LocalText,
  kind: z.string(),
  state: z.enum(['stopped', 'connecting', 'connected', 'degraded', 'failed']),
  /** What it talks to, for people, without secrets. */
  endpoint: z.string(),
  samplesPerSecond: z.number(),
  samplesTotal: z.number(),
  /** Samples refused: unknown address, wrong type, unusable time. */
  rejectedTotal: z.number(),
  signals: z.number(),
  lastSampleAt: z.number().nullable(),
  /** Server time of the last change of `state`. */
  since: z.number(),
  lastError: z.object({ at: z.number(), message: z.string() }).nullable(),
});
export const SourcesAnswer = z.object({ items: z.array(SourceInfo) });

/** GET …/signals/{path}/explain?at= */
export interface ExplainNode {
  /** Part of the formula, as written, or the path of a signal. */
  text: string;
  value: number | null;
  unit: string;
  quality: number;
  /** Source time of the value. */
  time: number | null;
  /** Path of the signal where the node is one; it can be explained in turn. */
  signal?: string;
  /** Formula of that signal where it is derived. */
  formula?: string;
  children: ExplainNode[];
}
export const ExplainNode: z.ZodType<ExplainNode> = z.lazy(() =>
  z.object({
    text: z.string(),
    value: z.number().nullable(),
    unit: z.string(),
    quality: z.number(),
    time: z.number().nullable(),
    signal: z.string().optional(),
    formula: z.string().optional(),
    children: z.array(ExplainNode),
  }),
);
export const ExplainAnswer = z.object({
  path: z.string(),
  at: z.number(),
  formula: z.string(),
  root: ExplainNode,
});

/** PUT …/types/{type}/signals/{signal}/formula and POST …/formulas/check */
/** `reason`: why, for the journal. */
export const FormulaRequest = z.strictObject({
  formula: z.string().max(10_000),
  reason: z.string().trim().min(1).max(4000).optional(),
});
export const FormulaCheckRequest = z.strictObject({
  type: z.string(),
  formula: z.string().max(10_000),
  unit: z.string().optional(),
});
export const FormulaFault = z.object({
  message: z.string(),
  start: z.number(),
  end: z.number(),
  suggestion: z.string().optional(),
});
export const FormulaCheckAnswer = z.object({ faults: z.array(FormulaFault), unit: z.string().nullable() });
/** POST …/types/{type}/signals/{signal}/compute : computes the formula back over [from, to] and stores the result. */
export const ComputeRequest = z.strictObject({
  from: z.number().min(0).max(LAST_TIME),
  to: z.number().min(0).max(LAST_TIME),
});
export const ComputeAnswer = z.object({ samples: z.number() });

/** GET /api/v1/sign-in : how somebody may sign in besides by password and link. `provider`: what its button says, where it leads. */
export const SignInWays = z.object({
  provider: z.object({ label: z.string(), path: z.string() }).nullable(),
});

/** POST …/samples : acknowledged (200) only when it is on disk. `time` is optional: arrival time. At most 10,000 samples. */
export const PostSamples = z.strictObject({
  samples: z
    .array(
      z.strictObject({
        path: z.string().max(1000),
        value: z.union(
          [z.number(), z.boolean(), z.string(), z.null()],
          'is neither a finite number nor true, false, a text or null',
        ),
        time: z.union([z.number(), z.string()]).optional(),
        quality: z.enum(['good', 'uncertain', 'bad']).optional(),
      }),
    )
    .max(10_000),
});
export const PostSamplesAnswer = z.object({
  accepted: z.number(),
  rejected: z.array(z.object({ index: z.number(), path: z.string(), reason: z.string() })),
});

/** GET …/discover/{source} : a proposal that a person confirms by saving the documents. */
export const DiscoverAnswer = z.object({
  nodes: z.number(),
  documents: z.array(z.object({ file: z.string(), yaml: z.string() })),
  notes: z.array(z.string()),
});

/** POST …/sql */
export const SqlRequest = z.strictObject({
  sql: z.string().min(1).max(20_000),
  limit: z.number().int().min(1).max(100_000).default(1000),
});
export const SqlAnswer = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  truncated: z.boolean(),
});

/** GET /api/v1/health */
export const HealthAnswer = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  uptimeSeconds: z.number(),
  problems: z.array(z.string()),
});

/** POST /api/v1/link : a new one-time sign-in link. */
export const LinkAnswer = z.object({ url: z.string(), expiresAt: z.number() });

/** RFC 9457. `type` is a stable slug under `/problems/`; `where` points into the request, `remedy` says what would be right. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  where: z.string().optional(),
  remedy: z.string().optional(),
  /** Of a refused command: why, for programs. */
  code: z.string().optional(),
  /** Of a refused formula: positions in its text. */
  faults: z.array(FormulaFault).optional(),
});

/** What the browser sends on `/api/v1/live`. */
export const ClientMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('subscribe'),
    /** Chosen by the client, 1 to 65535; subscribing again under it replaces the subscription. */
    subscription: z.number().int().min(1).max(65_535),
    plant: z.string(),
    /** Signal paths, or `*` for all signals of the plant. */
    signals: z.union([z.literal('*'), z.array(z.string().max(1000)).max(200_000)]),
    /** Smallest time between two frames, milliseconds. */
    every: z.number().min(0).max(60_000).default(100),
  }),
  z.object({ type: z.literal('unsubscribe'), subscription: z.number().int() }),
]);

/** What the server sends as text. Samples come as binary frames: see frames.ts. */
export const ServerMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('subscribed'),
    subscription: z.number(),
    /** Path at position i is index i in the binary frames. Unknown paths are left out and named in `unknown`. */
    paths: z.array(z.string()),
    unknown: z.array(z.string()),
  }),
  z.object({
    type: z.literal('alarm'),
    plant: z.string(),
    change: z.enum(['raised', 'cleared']),
    occurrence: AlarmOccurrence,
  }),
  z.object({ type: z.literal('sources'), plant: z.string(), items: z.array(SourceInfo) }),
  /** Server clock, every second; the screen derives its LIVE clock and lateness from it. */
  z.object({ type: z.literal('clock'), now: z.number() }),
  z.object({ type: z.literal('changed'), plant: z.string(), revision: z.string() }),
  /** What was decided or happened, in order; also when nobody here asked for it. */
  z.object({ type: z.literal('events'), plant: z.string(), items: z.array(JournalEventInfo) }),
  z.object({ type: z.literal('error'), message: z.string() }),
]);

export type PlantSummary = z.infer<typeof PlantSummary>;
export type PlantInfo = z.infer<typeof PlantInfo>;
export type TwinTypeInfo = z.infer<typeof TwinTypeInfo>;
export type SignalTypeInfo = z.infer<typeof SignalTypeInfo>;
export type TwinInfo = z.infer<typeof TwinInfo>;
export type DocumentInfo = z.infer<typeof DocumentInfo>;
export type SignalInfo = z.infer<typeof SignalInfo>;
export type SamplesAnswer = z.infer<typeof SamplesAnswer>;
export type StateAnswer = z.infer<typeof StateAnswer>;
export type StatisticsAnswer = z.infer<typeof StatisticsAnswer>;
export type AlarmOccurrence = z.infer<typeof AlarmOccurrence>;
export type SourceInfo = z.infer<typeof SourceInfo>;
export type ExplainAnswer = z.infer<typeof ExplainAnswer>;
export type PostSamples = z.infer<typeof PostSamples>;
export type AlarmsAnswer = z.infer<typeof AlarmsAnswer>;
export type AlarmTypeInfo = z.infer<typeof AlarmTypeInfo>;
export type FleetAnswer = z.infer<typeof FleetAnswer>;
export type SignalPage = z.infer<typeof SignalPage>;
export type FormulaCheckRequest = z.infer<typeof FormulaCheckRequest>;
export type FormulaCheckAnswer = z.infer<typeof FormulaCheckAnswer>;
export type ComputeAnswer = z.infer<typeof ComputeAnswer>;
export type PostSamplesAnswer = z.infer<typeof PostSamplesAnswer>;
export type DiscoverAnswer = z.infer<typeof DiscoverAnswer>;
export type SqlAnswer = z.infer<typeof SqlAnswer>;
export type HealthAnswer = z.infer<typeof HealthAnswer>;
export type SignInWays = z.infer<typeof SignInWays>;
export type LinkAnswer = z.infer<typeof LinkAnswer>;
export type Problem = z.infer<typeof Problem>;
export type ClientMessage = z.infer<typeof ClientMessage>;
export type ServerMessage = z.infer<typeof ServerMessage>;
