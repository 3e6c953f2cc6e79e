/** From the kind in `sources.yaml` to a source. */
import type { SourceDefinition } from '@millwright/model';
import { createHttpSource } from './http/source.ts';
import { LazySource } from './lazy.ts';
import type { Source, SourceContext, SourceFactory } from './source.ts';

/** One entry per protocol. Heavy protocol libraries are imported when the first source of the kind starts. */
const KINDS: Readonly<Record<string, SourceFactory>> = {
  'opc-ua': (definition, context) =>
    new LazySource(definition, context, async () => (await import('./opc-ua/source.ts')).createOpcUaSource),
  modbus: (definition, context) =>
    new LazySource(definition, context, async () => (await import('./modbus/source.ts')).createModbusSource),
  sparkplug: (definition, context) =>
    new LazySource(
      definition,
      context,
      async () => (await import('./sparkplug/source.ts')).createSparkplugSource,
    ),
  mqtt: (definition, context) =>
    new LazySource(definition, context, async () => (await import('./mqtt/source.ts')).createMqttSource),
  http: createHttpSource,
  replay: (definition, context) =>
    new LazySource(definition, context, async () => (await import('./replay/source.ts')).createReplaySource),
};

/** The kinds this version knows. */
export const SOURCE_KINDS: readonly string[] = Object.keys(KINDS);

/** Makes a source; cheap, opens nothing and imports nothing heavy. Throws for an unknown kind, naming the known ones. */
export function createSource(definition: SourceDefinition, context: SourceContext): Source {
  const factory = Object.hasOwn(KINDS, definition.kind) ? KINDS[definition.kind] : undefined;
  if (factory === undefined) {
    throw new Error(
      `source ${definition.name} in sources.yaml: type "${definition.kind}" is unknown; known are ${SOURCE_KINDS.join(', ')}`,
    );
  }
  return factory(definition, context);
}
