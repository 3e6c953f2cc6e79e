/** Shapes of commands, events, staff and sessions in the HTTP API. See schemas.ts for the rules. */
import { PERMISSIONS } from '@millwright/journal';
import { ROLE_NAMES } from '@millwright/workforce';
import { z } from 'zod';

/** Any JSON object; each type of command and event has a form of its own. */
const Data = z.record(z.string(), z.unknown());

export const JournalEventInfo = z.object({
  seq: z.number(),
  time: z.number(),
  doneAt: z
    .number()
    .optional()
    .meta({ description: 'When it was done, where that was before it was recorded' }),
  actor: z.string(),
  type: z.string(),
  subject: z.string(),
  data: Data,
  cause: z.number().optional(),
  reason: z.string().optional(),
  command: z.string().optional(),
  branch: z.string().optional(),
});

/** POST …/commands : the same `id` again gets the same answer and changes nothing. */
export const CommandRequest = z.strictObject({
  id: z.string().min(1).max(200).meta({ description: 'Idempotency key, for example a random UUID' }),
  type: z.string().min(1).max(80),
  subject: z.string().min(1).max(500),
  data: Data.default({}),
  reason: z.string().min(1).max(4000).optional(),
  cause: z.int().nonnegative().optional(),
  expected: z.int().nonnegative().optional(),
  doneAt: z.int().nonnegative().optional().meta({
    description: 'When it was done, ms, where it comes late: up to 7 days ago, for what is done at a machine',
  }),
});
export const CommandAnswer = z.object({ events: z.array(JournalEventInfo) });

export const WitnessInfo = z.object({
  name: z.string(),
  url: z.string(),
  verifierKey: z.string(),
  /** `unreachable`: asked again; `refused`: somebody has to do something; `contradicted`: it has signed another history. */
  state: z.enum(['waiting', 'cosigned', 'unreachable', 'refused', 'contradicted']),
  /** Events it has signed, and when by its clock. */
  size: z.number().optional(),
  time: z.number().optional(),
  /** Why it has not signed. */
  message: z.string().optional(),
});

/** GET …/journal : newest first. */
export const JournalPage = z.object({
  items: z.array(JournalEventInfo),
  /** Give it as `before` for the next page; null at the beginning of the journal. */
  next: z.number().nullable(),
  size: z.number(),
  verifierKey: z.string(),
  checkpoint: z.string(),
  /** Who signs the journal besides its own key, so that it cannot be rewritten without being found out. */
  witnesses: z.array(WitnessInfo),
});

/** GET …/alarm-performance : an `AlarmPerformance` of @millwright/operate for each position of the plant. */
export const PerformanceAnswer = z.object({ items: z.array(z.unknown()) });
/** GET …/similar-alarms : `Similar` of @millwright/operate. */
export const SimilarAnswer = z.object({ items: z.array(z.unknown()) });
/** GET …/history/check */
export const HistoryCheckAnswer = z.object({
  /** Sealed minutes that were compared. */
  minutes: z.number(),
  /** `altered`: other samples; `gone`: none; `expired`: the file of the day is gone, as by retention. */
  faults: z.array(z.object({ minuteStart: z.number(), problem: z.enum(['altered', 'gone', 'expired']) })),
});
/** POST …/files */
export const AttachmentAnswer = z.object({ hash: z.string(), type: z.string(), size: z.number() });

/** `provider`: by a group of the identity provider, not by hand. */
const by = z.literal('provider').optional();
export const GrantInfo = z.object({ role: z.enum(ROLE_NAMES), place: z.string(), by });
export const EmployeeInfo = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['person', 'virtual']),
  grants: z.array(GrantInfo),
  by,
  suspended: z.boolean(),
  suspendedBy: by,
  hasPassword: z.boolean(),
  addedAt: z.number(),
});
export const TokenInfo = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  permissions: z.array(z.enum(PERMISSIONS)),
  place: z.string(),
  expiresAt: z.number(),
  revoked: z.boolean(),
  createdAt: z.number(),
});

/** GET …/staff : tokens are one's own, and all for an administrator. */
export const StaffAnswer = z.object({
  employees: z.array(EmployeeInfo),
  tokens: z.array(TokenInfo),
  /** Permissions by role. */
  roles: z.record(z.enum(ROLE_NAMES), z.array(z.enum(PERMISSIONS))),
});

export const TokenRequest = z.strictObject({
  name: z.string().min(1).max(100),
  permissions: z.array(z.enum(PERMISSIONS)).min(1),
  place: z.string().max(500).default(''),
  days: z.int().min(1).max(366),
});
/** The secret is shown this once and kept nowhere. */
export const TokenAnswer = z.object({ id: z.string(), token: z.string(), expiresAt: z.number() });

export const PasswordRequest = z.strictObject({
  password: z.string().max(1000),
  /** Needed where there is one and it is one's own. */
  current: z.string().max(1000).optional(),
});

export const SignInRequest = z.strictObject({
  employee: z.string().max(100),
  password: z.string().max(1000),
});

/** The form of the sign-in page: as above, and where the page goes on. */
export const SignInForm = SignInRequest.extend({ place: z.string().max(8000).optional() });

/** GET /api/v1/session : who asks. */
export const SessionAnswer = z.object({
  actor: z.string(),
  employee: z.string(),
  name: z.string(),
  hasPassword: z.boolean(),
  /** By plant: what the actor may do on the whole plant, and the grants on parts of it. */
  plants: z.record(
    z.string(),
    z.object({ permissions: z.array(z.enum(PERMISSIONS)), grants: z.array(GrantInfo) }),
  ),
  /** Of the employee; `current` is the one of this request. */
  sessions: z.array(
    z.object({
      id: z.string(),
      begunAt: z.number(),
      usedAt: z.number(),
      browser: z.string(),
      current: z.boolean(),
    }),
  ),
});

export type JournalEventInfo = z.infer<typeof JournalEventInfo>;
export type CommandRequest = z.input<typeof CommandRequest>;
export type CommandAnswer = z.infer<typeof CommandAnswer>;
export type JournalPage = z.infer<typeof JournalPage>;
export type StaffAnswer = z.infer<typeof StaffAnswer>;
export type TokenRequest = z.input<typeof TokenRequest>;
export type TokenAnswer = z.infer<typeof TokenAnswer>;
export type HistoryCheckAnswer = z.infer<typeof HistoryCheckAnswer>;
export type AttachmentAnswer = z.infer<typeof AttachmentAnswer>;
export type SessionAnswer = z.infer<typeof SessionAnswer>;
