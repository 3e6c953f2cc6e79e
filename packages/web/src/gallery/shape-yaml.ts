/** The lines that put a shape into the document of a twin type. */
import type { ShapeKind } from '@millwright/model/shapes';

/** Parameters that have their usual value are left out, as are bindings nobody touched. */
export function shapeYaml(
  kind: ShapeKind,
  params: Readonly<Record<string, number>>,
  bound: readonly string[],
): string {
  const changed = Object.entries(params).filter(([name, value]) => value !== kind.params[name]?.default);
  const lines = ['shape:', `  kind: ${kind.name}`];
  if (changed.length > 0) {
    lines.push(`  params: { ${changed.map(([name, value]) => `${name}: ${value}`).join(', ')} }`);
  }
  if (bound.length > 0) {
    lines.push('  bindings:');
    for (const name of bound) {
      if (name === 'state') {
        lines.push('    state: { signal: state, looks: { 0: off, 1: normal, 2: attention, 3: fault } }');
      } else lines.push(`    ${name}: ${signalName(name)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** What a signal for a binding may well be called. */
function signalName(binding: string): string {
  if (binding === 'spin' || binding === 'move') return 'speed';
  return binding === 'fill' ? 'level' : binding;
}
