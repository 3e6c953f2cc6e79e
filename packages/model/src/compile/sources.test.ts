import { describe, expect, it } from 'vitest';
import { formatFault } from '../faults.ts';
import type { SignalMapping } from '../plant.ts';
import { loadMill, mill } from '../testing/documents.ts';
import { fillAddress, parseAddress, parsePattern } from './patterns.ts';

/** Mappings of one http source over the mill. */
function mappings(signals: string): SignalMapping[] {
  const text = `sources:\n  s:\n    type: http\n    signals:\n${signals.replace(/^/gm, '      ')}\n`;
  return [...mill({ 'sources.yaml': text }).sources[0].mappings];
}

const brief = (list: readonly SignalMapping[]) => list.map((m) => `${m.path} <- ${m.address}`);

describe('mappings', () => {
  it('M22 "*" stays within a segment, "**" crosses them', () => {
    const matches = (pattern: string, path: string) => {
      const parsed = parsePattern(pattern);
      if (typeof parsed === 'string') throw new Error(parsed);
      const cut = path.lastIndexOf('.');
      return (
        parsed.matchTwin(path.slice(0, cut)) !== null && parsed.matchSignal(path.slice(cut + 1)) !== null
      );
    };
    expect(matches('mill/*.*', 'mill/stand1.force')).toBe(true);
    expect(matches('mill/*.*', 'mill/stand1/motor.speed')).toBe(false);
    expect(matches('mill/stand*.force', 'mill/stand12.force')).toBe(true);
    expect(matches('mill/**.*', 'mill.force')).toBe(true);
    expect(matches('mill/**.*', 'mill/stand1/motor.speed')).toBe(true);
    expect(matches('mill/**.*', 'mills/stand1.speed')).toBe(false);
    expect(matches('**/motor.speed', 'motor.speed')).toBe(true);
    expect(matches('mill/**/motor.sp*', 'mill/motor.speed')).toBe(true);
    expect(matches('mill/**/motor.sp*', 'mill/a/b/motor.speed')).toBe(true);
    expect(matches('**.*', 'a/b.c')).toBe(true);
    expect(matches('line-2/*_a.x', 'line-2/m-1_a.x')).toBe(true);
  });

  it('M22 what is no pattern is refused', () => {
    for (const text of ['mill', 'mill/.x', 'mill/a b.x', 'a**b/c.x', 'a/***.x', 'a.**', '']) {
      expect([text, typeof parsePattern(text)]).toEqual([text, 'string']);
    }
  });

  it('M22 addresses are filled in from path, twin, parent, signal and wildcards', () => {
    const found = mappings(
      '"mill/*/motor.c*": "{path}|{twin}|{parent}|{signal}|{1}|{2}|{guid}"'.replace('|{guid}', ''),
    );
    expect(brief(found)).toEqual([
      'mill/stand1/motor.current <- mill/stand1/motor|motor|stand1|current|stand1|urrent',
      'mill/stand2/motor.current <- mill/stand2/motor|motor|stand2|current|stand2|urrent',
    ]);
  });

  it('M22 other braces belong to the protocol', () => {
    expect(fillAddress(parseAddress('g={12AB-3}{twin}{}'), 'a/b', 's', [])).toBe('g={12AB-3}b{}');
  });

  it('M22 later entries win', () => {
    const found = mappings('"mill/*.*": general\n"mill/stand1.force": special\n"mill/stand2.*": last');
    expect(brief(found)).toEqual([
      'mill/stand1.force <- special',
      'mill/stand1.coolant <- general',
      'mill/stand2.force <- last',
      'mill/stand2.coolant <- last',
    ]);
  });

  it('M22 an entry that later ones hide is told', () => {
    const text =
      'sources:\n  a: { type: http, signals: { "mill/stand1.force": one, "mill/*.f*": all, "mill/*.x*": none } }\n';
    expect(loadMill({ 'sources.yaml': text }).faults.map(formatFault)).toEqual([
      'sources.yaml:2:31 warning later entries take everything "mill/stand1.force" matches',
      'sources.yaml:2:75 warning pattern "mill/*.x*" feeds no signal',
    ]);
  });

  it('M22 may be iterated more than once, and ids belong to paths', () => {
    const plant = mill({ 'sources.yaml': 'sources:\n  s: { type: http, signals: { "**.*": push } }\n' });
    const [source] = plant.sources;
    const first = [...source.mappings];
    expect([...source.mappings]).toEqual(first);
    for (const { id, path } of first) expect(plant.signalId(path)).toBe(id);
    const fed = plant.types.flatMap((t) => t.signals.filter((s) => s.kind !== 'derived').map(() => t.rows));
    expect(first).toHaveLength(fed.reduce((a, b) => a + b, 0));
  });

  it('M23 units of the source become scale and offset', () => {
    const found = mappings(
      '"mill/stand1.force": { address: a, unit: kN }\n"mill/stand1.coolant": { address: b, unit: "[degF]" }\n"mill/stand2.force": { address: c, scale: 2, offset: 1 }',
    );
    expect(found.map(({ scale, offset }) => [scale, offset])).toEqual([
      [0.001, 0],
      [0.555555555555556, -17.7777777777778],
      [2, 1],
    ]);
  });

  it('M22 a pattern over two sources is one fault', () => {
    const text =
      'sources:\n  a: { type: http, signals: { "mill/*.*": push } }\n  b: { type: http, signals: ["mill/*.force"] }\n';
    expect(loadMill({ 'sources.yaml': text }).faults.map(formatFault)).toEqual([
      'sources.yaml:3:30 error "mill/stand1.force" is fed by two sources, "a" and "b": keep one',
    ]);
  });

  it('M22 an http source without signals takes what comes', () => {
    const plant = mill({ 'sources.yaml': 'sources:\n  s: { type: http }\n' });
    expect([...plant.sources[0].mappings]).toEqual([]);
  });
});
