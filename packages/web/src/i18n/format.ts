/** Numbers, units, dates and ages as people read them: by language, in the plant's time zone. */
import type { SignalTypeInfo } from '@millwright/server/client';
import type { Language } from './languages.ts';

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

/** A minus of the width of digits. */
const MINUS = '\u2212';

const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Decimals a signal deserves: its resolution, or three to four digits of its range. 0 to 6. */
export function decimalsOf(
  signal: Pick<SignalTypeInfo, 'resolution' | 'range' | 'states'>,
  value = Number.NaN,
): number {
  if (signal.states) return 0;
  if (signal.resolution) return clampDecimals(Math.ceil(-Math.log10(signal.resolution) - 1e-9));
  const span = signal.range
    ? Math.max(Math.abs(signal.range[0]), Math.abs(signal.range[1]))
    : Math.abs(value);
  if (!Number.isFinite(span) || span === 0) return 2;
  return clampDecimals(3 - Math.ceil(Math.log10(span)));
}

function clampDecimals(decimals: number): number {
  return Math.max(0, Math.min(6, decimals));
}

/** Whole numbers without a unit that nobody gave a normal band are counters and identifiers, such as a coil number. */
export function isCounter(signal: Pick<SignalTypeInfo, 'unit' | 'resolution' | 'normal'>): boolean {
  return signal.unit === '1' && signal.resolution === 1 && signal.normal === undefined;
}

export function formatNumber(value: number, decimals: number, language: Language): string {
  if (!Number.isFinite(value)) return '–';
  const key = `${language}${decimals}`;
  let format = numberFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(LOCALES[language], {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    numberFormats.set(key, format);
  }
  const text = format.format(value);
  return (/^-[0.,]*$/.test(text) ? text.slice(1) : text).replace('-', MINUS);
}

const UNIT_TEXTS: Readonly<Record<string, string>> = {
  '1': '',
  Cel: '°C',
  K: 'K',
  deg: '°',
  um: 'µm',
  'kN.m': 'kN·m',
  'N.m': 'N·m',
  '/min': 'r/min',
  '{rev}/min': 'r/min',
  '[rpm]': 'r/min',
  m2: 'm²',
  m3: 'm³',
  'm3/h': 'm³/h',
  'W.h': 'Wh',
  'kW.h': 'kWh',
  'MW.h': 'MWh',
  'm/s2': 'm/s²',
  '[degR]': '°R',
  '[psi]': 'psi',
  '[ft_i]': 'ft',
  '[in_i]': 'in',
  '[lb_av]/s': 'lb/s',
  '[lbm_av]/s': 'lb/s',
};

/** A UCUM code as it is printed: `Cel` → °C, `kN.m` → kN·m, `1` → nothing. */
export function unitText(code: string): string {
  const known = UNIT_TEXTS[code];
  if (known !== undefined) return known;
  return code
    .replace(/\{([^}]*)\}/g, '$1')
    .replace(/\[([^\]]*)\]/g, '$1')
    .replace(/\bum\b/g, 'µm')
    .replace(/\./g, '·')
    .replace(/([a-z])2\b/g, '$1²')
    .replace(/([a-z])3\b/g, '$1³');
}

type DateStyle = 'time' | 'timeMs' | 'minute' | 'date' | 'dateTime';

const DATE_OPTIONS: Readonly<Record<DateStyle, Intl.DateTimeFormatOptions>> = {
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  timeMs: {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  },
  minute: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  date: { year: 'numeric', month: 'short', day: 'numeric' },
  dateTime: {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  },
};

/** An instant in the plant's time zone (IANA name). */
export function formatTime(time: number, style: DateStyle, language: Language, timeZone: string): string {
  if (!Number.isFinite(time)) return '–';
  const key = `${language}${style}${timeZone}`;
  let format = dateFormats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(LOCALES[language], { ...DATE_OPTIONS[style], timeZone });
    dateFormats.set(key, format);
  }
  return format.format(time);
}

/** An instant, told without its date where that is today's at `now`. */
export function formatMoment(time: number, now: number, language: Language, timeZone: string): string {
  const day = (at: number) => formatTime(at, 'date', language, timeZone);
  return formatTime(time, day(time) === day(now) ? 'time' : 'dateTime', language, timeZone);
}

const AGE_UNITS = [
  { en: 'd', zh: '天', ms: 86_400_000 },
  { en: 'h', zh: '小时', ms: 3_600_000 },
  { en: 'min', zh: '分', ms: 60_000 },
  { en: 's', zh: '秒', ms: 1000 },
] as const;

/** A length of time in its two largest useful units: `2 min 5 s`, `3 h`, `2分5秒`. */
export function formatDuration(ms: number, language: Language): string {
  if (!Number.isFinite(ms)) return '–';
  const gap = language === 'en' ? ' ' : '';
  let rest = Math.max(0, ms);
  const parts: string[] = [];
  for (const unit of AGE_UNITS) {
    const count = Math.floor(rest / unit.ms);
    rest -= count * unit.ms;
    const last = unit.ms === 1000;
    if (count === 0 && !(last && parts.length === 0)) {
      if (parts.length > 0) break;
      continue;
    }
    parts.push(`${count}${gap}${unit[language]}`);
    if (parts.length === 2) break;
  }
  const text = parts.join(gap);
  // Alone, 分 would be a mark at school.
  return language === 'zh' && parts.length === 1 ? text.replace(/分$/, '分钟') : text;
}

/** The text of a `LocalText` in a language, English where it is missing. */
export function localText(text: { en: string; zh?: string | undefined }, language: Language): string {
  return (language === 'zh' ? text.zh : undefined) ?? text.en;
}
