/** UCUM codes to the unit codes of UNECE Recommendation 20 that OPC UA's EngineeringUnits carry (OPC 10000-8, 5.6.3). */

/** UNECE common code, display name and description of each unit the mill uses. */
const UNITS: Readonly<Record<string, readonly [string, string, string]>> = {
  '1': ['C62', '', 'one'],
  '%': ['P1', '%', 'percent'],
  '/min': ['RPM', 'r/min', 'revolutions per minute'],
  'm/min': ['2X', 'm/min', 'metre per minute'],
  'mm/s': ['C16', 'mm/s', 'millimetre per second'],
  'm/s2': ['MSK', 'm/s²', 'metre per second squared'],
  mm: ['MMT', 'mm', 'millimetre'],
  um: ['4H', 'µm', 'micrometre'],
  m: ['MTR', 'm', 'metre'],
  km: ['KMT', 'km', 'kilometre'],
  kN: ['B47', 'kN', 'kilonewton'],
  'kN.m': ['B48', 'kN·m', 'kilonewton metre'],
  MPa: ['MPA', 'MPa', 'megapascal'],
  kPa: ['KPA', 'kPa', 'kilopascal'],
  Cel: ['CEL', '°C', 'degree Celsius'],
  A: ['AMP', 'A', 'ampere'],
  mA: ['4K', 'mA', 'milliampere'],
  V: ['VLT', 'V', 'volt'],
  'L/min': ['L2', 'L/min', 'litre per minute'],
};

/** EUInformation of a UCUM code. Throws for a code that is not in the table: a fault of the emulator, found by its tests. */
export function engineeringUnits(code: string) {
  const unit = UNITS[code];
  if (unit === undefined)
    throw new Error(`no UNECE code known for the unit "${code}"; add it to servers/units.ts`);
  const [unece, symbol, name] = unit;
  let unitId = 0;
  for (const character of unece) unitId = unitId * 256 + character.charCodeAt(0);
  return {
    namespaceUri: 'http://www.opcfoundation.org/UA/units/un/cefact',
    unitId,
    displayName: { text: symbol },
    description: { text: name },
  };
}
