/** What people write for a unit, and the UCUM code they mean. */
import { editDistance } from './nearest.ts';
import { parseUnit, type UnitFault, unitRefusal } from './units.ts';

/** Common spellings of one unit (folded to lower case where the exact one is not listed) to its UCUM code. */
const SPELLINGS: Readonly<Record<string, string>> = {
  '°c': 'Cel',
  '℃': 'Cel',
  degc: 'Cel',
  celsius: 'Cel',
  cel: 'Cel',
  '°f': '[degF]',
  '℉': '[degF]',
  degf: '[degF]',
  fahrenheit: '[degF]',
  '°k': 'K',
  kelvin: 'K',
  '°': 'deg',
  degree: 'deg',
  degrees: 'deg',
  grad: 'gon',
  radian: 'rad',
  radians: 'rad',
  rpm: 'circ/min',
  'r/min': 'circ/min',
  'rev/min': 'circ/min',
  'u/min': 'circ/min',
  '1/rpm': '/min',
  rps: 'circ/s',
  rev: 'circ',
  revolution: 'circ',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  msec: 'ms',
  minute: 'min',
  minutes: 'min',
  mins: 'min',
  hr: 'h',
  hrs: 'h',
  hour: 'h',
  hours: 'h',
  day: 'd',
  days: 'd',
  week: 'wk',
  weeks: 'wk',
  year: 'a',
  years: 'a',
  yr: 'a',
  month: 'mo',
  psi: '[psi]',
  psig: '[psi]',
  inch: '[in_i]',
  in: '[in_i]',
  '"': '[in_i]',
  ft: '[ft_i]',
  feet: '[ft_i]',
  foot: '[ft_i]',
  mile: '[mi_i]',
  lb: '[lb_av]',
  lbs: '[lb_av]',
  lbf: '[lbf_av]',
  gal: '[gal_us]',
  hp: '[HP]',
  '[hp_i]': '[HP]',
  btu: '[Btu]',
  kn: 'kN',
  mn: 'MN',
  mpa: 'MPa',
  kpa: 'kPa',
  hz: 'Hz',
  khz: 'kHz',
  mhz: 'MHz',
  kw: 'kW',
  mw: 'MW',
  kwh: 'kW.h',
  mwh: 'MW.h',
  wh: 'W.h',
  kva: 'kV.A',
  va: 'V.A',
  kvar: 'kV.A',
  var: 'V.A',
  ah: 'A.h',
  nm: 'N.m',
  knm: 'kN.m',
  'n*m': 'N.m',
  'kn*m': 'kN.m',
  n·m: 'N.m',
  micron: 'um',
  µm: 'um',
  μm: 'um',
  µs: 'us',
  μs: 'us',
  ohm: 'Ohm',
  Ω: 'Ohm',
  ω: 'Ohm',
  amp: 'A',
  amps: 'A',
  ampere: 'A',
  volt: 'V',
  volts: 'V',
  watt: 'W',
  newton: 'N',
  pascal: 'Pa',
  joule: 'J',
  percent: '%',
  pct: '%',
  ppm: '[ppm]',
  ppb: '[ppb]',
  ppth: '[ppth]',
  liter: 'L',
  litre: 'L',
  lpm: 'L/min',
  cfm: '[cft_i]/min',
  gpm: '[gal_us]/min',
  'm²': 'm2',
  'm³': 'm3',
  'mm²': 'mm2',
  'mm³': 'mm3',
  'cm³': 'cm3',
  'cm²': 'cm2',
  's²': 's2',
  's⁻¹': '/s',
  tonne: 't',
  ton: 't',
  tons: 't',
  kilogram: 'kg',
  gram: 'g',
  meter: 'm',
  metre: 'm',
  meters: 'm',
  metres: 'm',
  byte: 'By',
  bytes: 'By',
  none: '1',
  '-': '1',
  '': '1',
  bool: '1',
  boolean: '1',
  g: '[g]',
  lux: 'lx',
  lumen: 'lm',
};

/** Codes tried by edit distance when no spelling is known. */
const CODES = [
  'm',
  'mm',
  'cm',
  'km',
  'um',
  'nm',
  's',
  'ms',
  'us',
  'min',
  'h',
  'd',
  'a',
  'g',
  'kg',
  'mg',
  't',
  'K',
  'Cel',
  '[degF]',
  'N',
  'kN',
  'MN',
  'N.m',
  'kN.m',
  'Pa',
  'kPa',
  'MPa',
  'hPa',
  'bar',
  'mbar',
  '[psi]',
  'J',
  'kJ',
  'MJ',
  'W',
  'kW',
  'MW',
  'kW.h',
  'MW.h',
  'A',
  'mA',
  'kA',
  'V',
  'mV',
  'kV',
  'Ohm',
  'Hz',
  'kHz',
  'MHz',
  'rad',
  'deg',
  'circ',
  'rad/s',
  'circ/min',
  'L',
  'mL',
  'm2',
  'm3',
  'mm2',
  'm/s',
  'mm/s',
  'm/s2',
  'm/min',
  'm3/h',
  'm3/s',
  'L/min',
  'kg/s',
  'kg/h',
  't/h',
  'kg/m3',
  '%',
  '[ppm]',
  'lx',
  'lm',
  'T',
  'F',
  'uF',
  'H',
  'mol',
  'cd',
  'V.A',
  'kV.A',
  '[HP]',
  '[in_i]',
  '[ft_i]',
  '[lb_av]',
  '[gal_us]',
  '[g]',
  'um/s',
  'mm/min',
  'K/s',
  'K/min',
] as const;

/** Why a unit code is refused, with the nearest right code; undefined for a good code. */
export function explainUnit(code: string): UnitFault | undefined {
  const message = unitRefusal(code);
  if (message === undefined) return undefined;
  return { message, suggestion: nearestUnit(code) };
}

/** The UCUM code a person most likely meant by `text`. */
export function nearestUnit(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 40) return undefined;
  const whole = spelling(trimmed);
  if (whole !== undefined) return whole;
  if (trimmed !== text && parseUnit(trimmed)) return trimmed;
  // Part by part: `mm/sec`, `kN*m`, `m^2`, `J/kg°C`. A temperature inside a product is a difference, hence K.
  const plain = trimmed
    .replace(/\s+/g, '')
    .replaceAll('²', '2')
    .replaceAll('³', '3')
    .replace(/[·*×]/g, '.')
    .replace(/\^\(?(-?\d+)\)?/g, '$1');
  if (plain !== trimmed && parseUnit(plain)) return plain;
  const parts = plain.split(/([./()])/);
  if (parts.length > 1) {
    const mended = parts.map((part) => {
      const [, word, exponent] = /^(.*?)(-?\d*)$/.exec(part) ?? ['', part, ''];
      const found = word === '' || parseUnit(word) ? word : (spelling(word) ?? word);
      return found === '' ? part : (found === 'Cel' ? 'K' : found) + exponent;
    });
    const joined = mended.join('');
    if (joined !== trimmed && parseUnit(joined)) return joined;
  }
  return nearestCode(trimmed);
}

function spelling(text: string): string | undefined {
  const found = Object.hasOwn(SPELLINGS, text) ? text : text.toLowerCase();
  return Object.hasOwn(SPELLINGS, found) ? SPELLINGS[found] : undefined;
}

function nearestCode(text: string): string | undefined {
  const folded = CODES.find((code) => code.toLowerCase() === text.toLowerCase());
  if (folded) return folded;
  const limit = Math.floor(text.length / 3);
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const code of CODES) {
    const distance = editDistance(text, code);
    if (distance < bestDistance) [best, bestDistance] = [code, distance];
  }
  return best;
}
