/**
 * The mill's controller as an OPC UA server: an object per machine, a variable per output, with unit and range.
 *
 * Basic256Sha256, signed and encrypted, anonymous, on the given address only. Its certificate is made at the first start
 * and written to `certificate.pem`, which is what a client should trust. Client certificates are accepted without being
 * asked about: this is an emulator on the loopback address, a real controller would want them approved.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Namespace, UAObject, UAVariable } from 'node-opcua-address-space';
import { OPCUACertificateManager } from 'node-opcua-certificate-manager';
import { nodesets } from 'node-opcua-nodesets';
import { SecurityPolicy } from 'node-opcua-secure-channel';
import { OPCUAServer } from 'node-opcua-server';
import { StatusCodes } from 'node-opcua-status-code';
import { MessageSecurityMode } from 'node-opcua-types';
import { DataType } from 'node-opcua-variant';
import type { Output } from '../outputs.ts';
import { engineeringUnits } from './units.ts';

/** Namespace of the node ids `s=<twin path>.<signal>`. */
export const NAMESPACE = 'urn:millwright:rolling-mill';

const APPLICATION = `${NAMESPACE}:controller`;
const VALID_DAYS = 3650;

/** States with their texts, as MultiStateDiscrete would show them, are kept as whole numbers. */
function dataTypeOf(output: Output): DataType {
  return output.unit === '1' && output.resolution === 1 ? DataType.Int32 : DataType.Double;
}

export async function startMillController(
  outputs: readonly Output[],
  values: Float64Array,
  host: string,
  port: number,
  folder: string,
) {
  const pki = join(folder, 'pki');
  await mkdir(pki, { recursive: true });
  const certificates = new OPCUACertificateManager({
    rootFolder: pki,
    automaticallyAcceptUnknownCertificate: true,
    disableFileWatchers: true,
  });
  await certificates.initialize();
  const certificateFile = join(pki, 'own', 'certs', 'rolling-mill.pem');
  if (!existsSync(certificateFile)) {
    await certificates.createSelfSignedCertificate({
      applicationUri: APPLICATION,
      dns: ['localhost', hostname()],
      ip: [host],
      subject: '/CN=Rolling mill emulator/O=Millwright',
      startDate: new Date(),
      validity: VALID_DAYS,
      outputFile: certificateFile,
    });
  }
  const server = new OPCUAServer({
    host,
    hostname: host,
    port,
    nodesets: [nodesets.standard],
    securityPolicies: [SecurityPolicy.Basic256Sha256],
    securityModes: [MessageSecurityMode.SignAndEncrypt],
    disableDiscovery: false,
    allowAnonymous: true,
    isAuditing: false,
    certificateFile,
    privateKeyFile: certificates.privateKey,
    serverCertificateManager: certificates,
    userCertificateManager: certificates,
    serverInfo: {
      applicationUri: APPLICATION,
      applicationName: { text: 'Rolling mill emulator' },
    },
    buildInfo: { productName: 'Millwright rolling mill emulator', productUri: NAMESPACE },
    serverCapabilities: { maxSessions: 20 },
  });
  await server.initialize();
  await copyFile(certificateFile, join(folder, 'certificate.pem'));
  const { addressSpace } = server.engine;
  if (addressSpace === null) throw new Error('the OPC UA server has no address space after initialize');
  const namespace = addressSpace.registerNamespace(NAMESPACE);
  const variables = addVariables(namespace, addressSpace.rootFolder.objects, outputs, values);
  const shown = new Float64Array(values.length).fill(Number.NaN);
  variables.forEach((variable, i) => {
    const { write } = outputs[i];
    if (variable === undefined || write === undefined) return;
    variable.on('value_changed', ({ value, statusCode }) => {
      const written: unknown = value.value;
      // What the mill itself shows comes here too.
      if (typeof written !== 'number' || written === shown[i] || !statusCode.isGood()) return;
      shown[i] = written;
      write(written);
    });
  });
  await server.start();
  const address = server.endpoints[0].port;
  return {
    port: address,
    /** Shows the newest readings; those of other feeds are skipped. */
    data(index: Uint32Array, readings: Float64Array, count: number, time: number): void {
      const date = new Date(time);
      for (let i = 0; i < count; i++) {
        const variable = variables[index[i]];
        if (variable === undefined) continue;
        const value = readings[i];
        // A value that did not change needs no notification; its source time is that of the change.
        if (shown[index[i]] === value) continue;
        shown[index[i]] = value;
        variable.setValueFromSource(
          { dataType: dataTypeOf(outputs[index[i]]), value },
          StatusCodes.Good,
          date,
        );
      }
    },
    async stop(): Promise<void> {
      await server.shutdown(0);
    },
  };
}

/** One object per twin path, nested; returns the variable of each output that belongs to the controller. */
function addVariables(
  namespace: Namespace,
  objects: UAObject,
  outputs: readonly Output[],
  values: Float64Array,
): (UAVariable | undefined)[] {
  const machines = new Map<string, UAObject>();
  const machine = (path: string): UAObject => {
    const known = machines.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('/');
    const parent = cut < 0 ? objects : machine(path.slice(0, cut));
    const name = path.slice(cut + 1);
    const object = namespace.addObject({
      browseName: name,
      nodeId: `s=${path}`,
      ...(cut < 0 ? { organizedBy: parent } : { componentOf: parent }),
    });
    machines.set(path, object);
    return object;
  };
  return outputs.map((output, i) => {
    if (output.feed !== 'plc') return undefined;
    const dataType = dataTypeOf(output);
    const access = output.write === undefined ? 'CurrentRead' : 'CurrentRead | CurrentWrite';
    return namespace.addAnalogDataItem({
      componentOf: machine(output.twin),
      browseName: output.signal,
      nodeId: `s=${output.twin}.${output.signal}`,
      dataType,
      engineeringUnits: engineeringUnits(output.unit),
      engineeringUnitsRange: { low: output.low, high: output.high },
      // The server refuses what is written outside it.
      ...(output.write === undefined ? {} : { instrumentRange: { low: output.low, high: output.high } }),
      accessLevel: access,
      userAccessLevel: access,
      minimumSamplingInterval: 100,
      value: { dataType, value: values[i] },
    });
  });
}
