/** Kinds of events: a name, the form of the data, and drafts that cannot have another form. */
import type { EventDraft, JournalEvent, JsonObject, JsonValue, Projection } from '@millwright/journal';
import type { z } from 'zod';

/** What a draft may say besides its data. */
export type DraftExtras = Partial<Pick<EventDraft, 'actor' | 'cause' | 'follows' | 'reason'>>;

/** When a person did it; it may have been recorded later. What others could see of it is told by `time`. */
export function doneAt({ doneAt: done, time }: JournalEvent): number {
  return done ?? time;
}

/** One kind of event. */
export interface EventKind<Data extends JsonObject> {
  readonly type: string;
  readonly data: z.ZodType<Data>;
  draft(subject: string, data: Data, extras?: DraftExtras): EventDraft;
}

export function eventKind<Data extends JsonObject>(type: string, data: z.ZodType<Data>): EventKind<Data> {
  return { type, data, draft: (subject, value, extras) => ({ ...extras, type, subject, data: value }) };
}

/** What one kind of event does to a state. */
export interface Handler<State> {
  readonly type: string;
  apply(state: State, event: JournalEvent): void;
}

/** `apply` may change the state. Data that the kind does not accept is an error: the journal holds only what we wrote. */
export function on<State, Data extends JsonObject>(
  kind: EventKind<Data>,
  apply: (state: State, data: Data, event: JournalEvent) => void,
): Handler<State> {
  return { type: kind.type, apply: (state, event) => apply(state, kind.data.parse(event.data), event) };
}

/** A projection made of handlers. `save` and `load` go through plain JSON of the form `saved`. */
export function projectionOf<State, Saved extends JsonValue>(options: {
  name: string;
  version: number;
  initial(): State;
  handlers: readonly Handler<State>[];
  saved: z.ZodType<Saved>;
  save(state: State): Saved;
  load(saved: Saved): State;
}): Projection<State> {
  const handlers = new Map(options.handlers.map((handler) => [handler.type, handler]));
  if (handlers.size < options.handlers.length) throw new Error(`${options.name}: two handlers of one event`);
  return {
    name: options.name,
    version: options.version,
    initial: options.initial,
    apply(state, event) {
      handlers.get(event.type)?.apply(state, event);
      return state;
    },
    save: options.save,
    load: (saved) => options.load(options.saved.parse(saved)),
  };
}
