/**
 * StatusCode of a DataValue (OPC 10000-4, 7.39) to our quality.
 *
 *     bits 31-30  severity: 00 good, 01 uncertain, 10 bad, 11 reserved (read as bad)
 *     bits 27-16  sub code: which status it is
 *     bits 11-10  info type: 01 = the bits below describe a data value
 *     bits 9-8    limits: 01 low, 10 high, 11 constant
 *     bit  7      overflow: samples were lost in the server's queue before this one
 */
import { BAD, GOOD, type QualityLevel, quality, type Reason, UNCERTAIN } from '@millwright/model';

const INFO_TYPE_DATA_VALUE = 0x0400;
const INFO_TYPE_MASK = 0x0c00;
const OVERFLOW = 0x0080;
const LIMIT_REASONS: readonly Reason[] = ['none', 'limit-low', 'limit-high', 'constant'];

/** Severity and sub code (the upper 16 bits) to our reason; from the table of OPC 10000-4 Annex A and 10000-8, 6.3. */
const REASON_OF: ReadonlyMap<number, Reason> = new Map<number, Reason>([
  [0x0096, 'substituted'], // GoodLocalOverride
  [0x408f, 'not-connected'], // UncertainNoCommunicationLastUsableValue
  [0x4090, 'constant'], // UncertainLastUsableValue: nobody updates it any more
  [0x4091, 'substituted'], // UncertainSubstituteValue
  [0x4092, 'initial'], // UncertainInitialValue
  [0x4093, 'device-failure'], // UncertainSensorNotAccurate
  [0x4094, 'out-of-range'], // UncertainEngineeringUnitsExceeded
  [0x8005, 'not-connected'], // BadCommunicationError
  [0x800a, 'not-connected'], // BadTimeout
  [0x800d, 'not-connected'], // BadServerNotConnected
  [0x8031, 'not-connected'], // BadNoCommunication
  [0x808a, 'not-connected'], // BadNotConnected
  [0x8032, 'initial'], // BadWaitingForInitialData
  [0x8033, 'configuration'], // BadNodeIdInvalid
  [0x8034, 'configuration'], // BadNodeIdUnknown
  [0x8035, 'configuration'], // BadAttributeIdInvalid
  [0x803a, 'configuration'], // BadNotReadable
  [0x801f, 'configuration'], // BadUserAccessDenied
  [0x8089, 'configuration'], // BadConfigurationError
  [0x803c, 'out-of-range'], // BadOutOfRange
  [0x8074, 'wrong-type'], // BadTypeMismatch
  [0x808b, 'device-failure'], // BadDeviceFailure
  [0x808c, 'device-failure'], // BadSensorFailure
  [0x808d, 'out-of-service'], // BadOutOfService
  [0x809b, 'no-data'], // BadNoData
  [0x809e, 'no-data'], // BadDataUnavailable
]);

/** The quality byte of a StatusCode. What the code itself says outranks overflow, overflow outranks limits. */
export function qualityOfStatus(code: number): number {
  const severity = code >>> 30;
  const level: QualityLevel = severity === 0 ? GOOD : severity === 1 ? UNCERTAIN : BAD;
  let reason: Reason = REASON_OF.get(code >>> 16) ?? 'none';
  if (reason === 'none' && (code & INFO_TYPE_MASK) === INFO_TYPE_DATA_VALUE) {
    reason = (code & OVERFLOW) !== 0 ? 'overflow' : LIMIT_REASONS[(code >>> 8) & 3];
  }
  if (reason === 'none' && level !== GOOD) reason = 'source';
  return quality(level, reason);
}
