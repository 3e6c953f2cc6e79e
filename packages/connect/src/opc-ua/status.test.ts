import { LEVEL_NAMES, levelOf, reasonOf } from '@millwright/model';
import { StatusCodes } from 'node-opcua-client';
import { expect, it } from 'vitest';
import { qualityOfStatus } from './status.ts';

const words = (code: number) =>
  `${LEVEL_NAMES[levelOf(qualityOfStatus(code))]} ${reasonOf(qualityOfStatus(code))}`;

it.each([
  ['Good', 'good none'],
  ['GoodLocalOverride', 'good substituted'],
  ['Uncertain', 'uncertain source'],
  ['UncertainNoCommunicationLastUsableValue', 'uncertain not-connected'],
  ['UncertainLastUsableValue', 'uncertain constant'],
  ['UncertainSubstituteValue', 'uncertain substituted'],
  ['UncertainInitialValue', 'uncertain initial'],
  ['UncertainSensorNotAccurate', 'uncertain device-failure'],
  ['UncertainEngineeringUnitsExceeded', 'uncertain out-of-range'],
  ['Bad', 'bad source'],
  ['BadCommunicationError', 'bad not-connected'],
  ['BadTimeout', 'bad not-connected'],
  ['BadServerNotConnected', 'bad not-connected'],
  ['BadNoCommunication', 'bad not-connected'],
  ['BadNotConnected', 'bad not-connected'],
  ['BadWaitingForInitialData', 'bad initial'],
  ['BadNodeIdInvalid', 'bad configuration'],
  ['BadNodeIdUnknown', 'bad configuration'],
  ['BadAttributeIdInvalid', 'bad configuration'],
  ['BadNotReadable', 'bad configuration'],
  ['BadUserAccessDenied', 'bad configuration'],
  ['BadConfigurationError', 'bad configuration'],
  ['BadOutOfRange', 'bad out-of-range'],
  ['BadTypeMismatch', 'bad wrong-type'],
  ['BadDeviceFailure', 'bad device-failure'],
  ['BadSensorFailure', 'bad device-failure'],
  ['BadOutOfService', 'bad out-of-service'],
  ['BadNoData', 'bad no-data'],
  ['BadDataUnavailable', 'bad no-data'],
] as const)('C14 %s is %s', (name, expected) => {
  expect(words(StatusCodes[name].value)).toBe(expected);
});

it('C14 overflow and limits count only where the info type says that they are there', () => {
  expect(words(0x0000_0480)).toBe('good overflow');
  expect(words(0x0000_0500)).toBe('good limit-low');
  expect(words(0x4000_0600)).toBe('uncertain limit-high');
  expect(words(0x0000_0700)).toBe('good constant');
  expect(words(0x0000_0080)).toBe('good none');
  expect(words(0x808c_0480)).toBe('bad device-failure');
  expect(words(0xc000_0000)).toBe('bad source');
});
