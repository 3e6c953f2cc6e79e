/**
 * The values of a `load` line:
 *
 *     3  -0.5  1e3      a good value            true  false   1 and 0
 *     3(uncertain)  3(bad)                      a value of that quality
 *     nan                                       a sample that is no number
 *     gap                                       the source lost the signal
 *     _                                         no sample at this step
 *     5x10  gapx3  _x5                          the same ten, three, five times
 *     1+0.5x10  8-1x4                           10 values from 1 up by 0.5; 4 from 8 down by 1
 */
import { quality } from '@millwright/model';

export interface LoadedValue {
  /** Undefined: no sample. */
  value: number | undefined;
  quality: number;
}

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const FORM = new RegExp(
  String.raw`^(?:(?<word>_|nan|gap|true|false)|(?<number>${NUMBER})(?<step>[+-](?:\d+\.?\d*|\.\d+)(?=x))?)(?:\((?<level>uncertain|bad)\))?(?:x(?<times>\d+))?$`,
);
/** Samples one line may stand for. */
const MOST = 1_000_000;

/** Reads one word of a `load` line; a text says what is wrong with it. */
export function readValues(word: string): LoadedValue[] | string {
  const groups = FORM.exec(word)?.groups;
  if (groups === undefined) {
    return `"${word}" is no value: write a number, true, false, nan, gap or _, repeated as in 5x10, counted up as in 1+0.5x10, with a quality as in 3(bad)`;
  }
  const times = groups.times === undefined ? 1 : Number(groups.times);
  if (times > MOST) return `${word} stands for more than ${MOST} samples`;
  if (groups.level !== undefined && (groups.word === '_' || groups.word === 'gap')) {
    return `${groups.word} has no quality of its own: write ${groups.word} alone`;
  }
  const byte =
    groups.word === 'gap'
      ? quality(3, 'not-connected')
      : groups.level === undefined
        ? 0
        : quality(groups.level === 'bad' ? 2 : 1, 'source');
  const first = groups.word === undefined ? Number(groups.number) : wordValue(groups.word);
  const step = groups.step === undefined ? 0 : Number(groups.step);
  return Array.from({ length: times }, (_, i) => ({
    value: first === undefined ? undefined : first + i * step,
    quality: byte,
  }));
}

function wordValue(word: string): number | undefined {
  if (word === '_') return undefined;
  if (word === 'true') return 1;
  return word === 'false' ? 0 : Number.NaN;
}
