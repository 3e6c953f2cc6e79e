import { createSource, type Source, type SourceContext, SourceStatistics } from '@millwright/connect';
import type { SourceDefinition } from '@millwright/model';

/** The source of a definition. One that cannot be made shows why among the sources; the rest of the plant works. */
export function makeSource(definition: SourceDefinition, context: SourceContext): Source {
  try {
    return createSource(definition, context);
  } catch (error) {
    const statistics = new SourceStatistics(context.clock, '');
    statistics.setState('failed');
    statistics.error(error instanceof Error ? error.message : String(error));
    return {
      name: definition.name,
      kind: definition.kind,
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
      status: () => statistics.status(),
    };
  }
}
