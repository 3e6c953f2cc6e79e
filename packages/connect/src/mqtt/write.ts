/** From a value for a signal to the message that its machine understands, as `write` of its mapping says. */
import type { MqttWrite, SourceDefinition } from '@millwright/model';
import type { PlannedWrite } from '../write.ts';
import { parsePointer } from './address.ts';

export interface MqttMessage {
  path: string;
  topic: string;
  payload: Buffer;
  qos: 0 | 1;
}

/**
 * Adds what the mappings say to the checks of planned writes; returns what would go out where nothing speaks against it.
 * @param time ms since 1970, for `$time`
 */
export function planMqttWrites(
  definition: SourceDefinition,
  planned: readonly PlannedWrite[],
  time: number,
): MqttMessage[] {
  const open = new Map(planned.map((one) => [one.signal.id, one]));
  const messages: MqttMessage[] = [];
  for (const { id, path, scale, offset, write } of definition.mappings) {
    const one = open.get(id);
    if (one === undefined) continue;
    open.delete(id);
    if (write === undefined) {
      one.check.faults.push(
        `source ${definition.name} does not know how its machine takes a new value; an engineer can say it in sources.yaml: write: { topic: … } beside its address`,
      );
      continue;
    }
    const raw = (one.value - offset) / scale;
    const content = contentOf(write, raw);
    if (content === undefined) {
      const known = Object.keys(write.values ?? {}).join(', ');
      one.check.faults.push(`${raw} is none of the values that are sent to ${write.topic}: ${known}`);
      continue;
    }
    const payload = Buffer.from(payloadOf(write, content, time));
    messages.push({ path, topic: write.topic, payload, qos: write.qos });
  }
  for (const one of open.values()) one.check.faults.push(`source ${definition.name} has no address for it`);
  return messages;
}

/** What stands for a value; undefined where the mapping lists values, and not this one. */
function contentOf({ values }: MqttWrite, raw: number): string | number | boolean | undefined {
  if (values === undefined) return raw;
  const key = String(raw);
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function payloadOf(
  { payload = '$value', pointer }: MqttWrite,
  content: string | number | boolean,
  time: number,
): string {
  if (pointer === undefined) {
    // By functions: a "$&" in the texts must not mean anything.
    return payload.replace(/\$(value|time)/g, (_found, name) =>
      String(name === 'time' ? Math.round(time) : content),
    );
  }
  const parsed = parsePointer(pointer);
  const keys = 'keys' in parsed ? parsed.keys : [];
  return JSON.stringify(keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), content));
}
