import { expect, it } from 'vitest';
import { decodeRegisters, parseModbusAddress } from './address.ts';

const decode = (text: string, bytes: number[], start: number) => {
  const address = parseModbusAddress(text);
  if ('fault' in address) throw new Error(address.fault);
  return decodeRegisters(address, Uint8Array.from(bytes), start);
};
/** 123456.7890625 as float32 and its bytes A B C D. */
const VALUE = 123_456.789_062_5;
const [A, B, C, D] = [0x47, 0xf1, 0x20, 0x65];

it.each([
  ['big', [A, B, C, D]],
  ['little-word', [C, D, A, B]],
  ['little-byte', [B, A, D, C]],
  ['little', [D, C, B, A]],
])('C22 float32 in order %s', (order, bytes) => {
  expect(decode(`holding:10:float32:${order}`, [0, 0, ...bytes], 9)).toBe(VALUE);
});

it.each([
  ['holding:0', [0xff, 0xfe], 65_534],
  ['holding:0:int16', [0xff, 0xfe], -2],
  ['holding:0:int16:little', [0xfe, 0xff], -2],
  ['input:0:uint32', [0x80, 0, 0, 1], 2_147_483_649],
  ['input:0:int32', [0xff, 0xff, 0xff, 0xff], -1],
  ['input:0:int64', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfd], -3],
  ['input:0:uint64:little-word', [0, 5, 0, 0, 0, 0, 0, 0], 5],
  ['input:0:float64', [0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18], Math.PI],
  ['holding:0:bit3', [0, 0b1000], 1],
  ['holding:0:bit4', [0, 0b1000], 0],
  ['holding:0:bit15', [0x80, 0], 1],
])('C22 %s of %j is %d', (text, bytes, expected) => {
  expect(decode(text, bytes, 0)).toBe(expected);
});

it.each([
  ['holding', /not of the form/],
  ['register:1', /unknown table/],
  ['holding:40001x', /offset/],
  ['holding:70000', /offset/],
  ['holding:65535:float32', /beyond the last/],
  ['holding:1:double', /unknown type/],
  ['holding:1:bit16', /beyond bit15/],
  ['holding:1:float32:middle', /unknown order/],
  ['coil:1:float32', /holds bits/],
  ['holding:1:float32:big:more', /not of the form/],
])('C22 %s is refused', (text, fault) => {
  const address = parseModbusAddress(text);
  expect('fault' in address ? address.fault : '').toMatch(fault);
});
