/** Procedures while they are carried out: which step comes next, and what was recorded at those before. */
import type { JournalEvent } from '@millwright/journal';
import { z } from 'zod';
import { answerData, askedCheck, localText } from '../answers.ts';
import { doneAt, eventKind, on, projectionOf } from '../events.ts';

const permission = z.enum(['acknowledge', 'operate', 'maintain', 'engineer', 'approve']);

/** A step as it was when the procedure began. */
const step = z.object({
  name: z.string(),
  label: localText,
  picture: z.string().optional(),
  permission: permission.optional(),
  check: askedCheck.optional(),
  next: z.string().optional(),
  /** By option, or `outside`; null ends the procedure. */
  branches: z.record(z.string(), z.string().nullable()),
});
export type RunStep = z.infer<typeof step>;

const startedData = z.object({
  procedure: z.string(),
  label: localText,
  twin: z.string().optional(),
  order: z.string().optional(),
  alarm: z.string().optional(),
  steps: z.array(step),
});
/** `next`: the step that follows; absent where this was the last one. */
const doneData = z.object({
  step: z.string(),
  answer: answerData,
  finding: z.boolean(),
  next: z.string().optional(),
});

export const started = eventKind('procedure-started', startedData);
export const stepDone = eventKind('step-completed', doneData);
export const finished = eventKind('procedure-finished', z.object({}));
export const abandoned = eventKind('procedure-abandoned', z.object({}));

const run = z.object({
  /** `run/0005`. */
  id: z.string(),
  ...startedData.shape,
  state: z.enum(['running', 'finished', 'abandoned']),
  /** Name of the step to be done; absent when it is over. */
  step: z.string().optional(),
  startedBy: z.string(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  reason: z.string().optional(),
  /** In the order in which they were done; a step that is come back to is there twice. */
  done: z.array(doneData.extend({ by: z.string(), at: z.number() })),
  seq: z.number(),
});
export type ProcedureRun = z.infer<typeof run>;

export interface RunsState {
  runs: Map<string, ProcedureRun>;
}

export const runsProjection = projectionOf<RunsState, ProcedureRun[]>({
  name: 'procedures',
  version: 1,
  initial: () => ({ runs: new Map() }),
  handlers: [
    on(started, ({ runs }, data, { subject: id, actor: startedBy, time: startedAt, seq }) => {
      const [first] = data.steps;
      runs.set(id, { id, ...data, state: 'running', step: first.name, startedBy, startedAt, done: [], seq });
    }),
    on(stepDone, (state, data, event) =>
      change(state, event, (one) => {
        one.done.push({ ...data, by: event.actor, at: doneAt(event) });
        if (data.next === undefined) delete one.step;
        else one.step = data.next;
      }),
    ),
    on(finished, (state, _, event) => change(state, event, (one) => end(one, 'finished', event))),
    on(abandoned, (state, _, event) => change(state, event, (one) => end(one, 'abandoned', event))),
  ],
  saved: z.array(run),
  save: ({ runs }) => [...runs.values()],
  load: (saved) => ({ runs: new Map(saved.map((one) => [one.id, one])) }),
});

function change({ runs }: RunsState, event: JournalEvent, by: (one: ProcedureRun) => unknown): void {
  const one = runs.get(event.subject);
  if (!one) return;
  by(one);
  one.seq = event.seq;
}

function end(one: ProcedureRun, state: 'finished' | 'abandoned', event: JournalEvent): void {
  const { reason } = event;
  one.state = state;
  one.endedAt = doneAt(event);
  delete one.step;
  if (reason !== undefined) one.reason = reason;
}
