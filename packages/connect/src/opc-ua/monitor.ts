/**
 * Subscriptions and monitored items of one session: one item per mapped signal, created in pieces that respect the
 * server's limits.
 */
import {
  AttributeIds,
  ClientMonitoredItemGroup,
  type ClientSession,
  type ClientSubscription,
  DataChangeFilter,
  DataChangeTrigger,
  type DataValue,
  TimestampsToReturn,
} from 'node-opcua-client';
import type { OpcUaSettings } from './settings.ts';

/** Creating items gets slow in larger subscriptions: measured on node-opcua's own server. */
const MAX_ITEMS_PER_SUBSCRIPTION = 5_000;
/** An empty publish answer at least this often tells that the server is alive. */
const KEEP_ALIVE_MS = 2_000;
/** OPC 10000-4, 5.13.2: the lifetime is at least three times the keep-alive. We ask for 30 to live through short breaks. */
const LIFETIME_KEEP_ALIVES = 30;
const CREATE_TIMEOUT_MS = 30_000;

/** One node to watch. */
export interface MonitoredNode {
  slot: number;
  /** In the index of this session. */
  nodeId: string;
}

export interface MonitorEvents {
  value(slot: number, value: DataValue): void;
  /** Anything came from the server: data or keep-alive. `publishTime` is the server's clock. */
  alive(publishTime: Date | null): void;
  /** The server ended a subscription. */
  ended(): void;
}

export interface MonitorResult {
  /** Slots the server refused, with the name of the status. */
  refused: { slot: number; nodeId: string; status: string }[];
  /** Largest sampling interval and smallest queue the server settled on. */
  sampling: number;
  queue: number;
  /** The longest silence to expect from a live server, milliseconds. */
  silence: number;
}

/** Creates the subscriptions; resolves when the server has answered for every node. */
export async function monitor(
  session: ClientSession,
  nodes: readonly MonitoredNode[],
  settings: OpcUaSettings,
  perRequest: number,
  events: MonitorEvents,
): Promise<MonitorResult> {
  const result: MonitorResult = {
    refused: [],
    sampling: settings.sampling,
    queue: settings.queue,
    silence: 0,
  };
  for (let start = 0; start < nodes.length || start === 0; start += MAX_ITEMS_PER_SUBSCRIPTION) {
    const subscription = await session.createSubscription2({
      requestedPublishingInterval: settings.publishing,
      requestedMaxKeepAliveCount: Math.max(1, Math.ceil(KEEP_ALIVE_MS / settings.publishing)),
      requestedLifetimeCount: Math.max(
        3,
        Math.ceil((KEEP_ALIVE_MS * LIFETIME_KEEP_ALIVES) / settings.publishing),
      ),
      maxNotificationsPerPublish: 0,
      publishingEnabled: true,
      priority: 0,
    });
    subscription.on('raw_notification', (message) => events.alive(message.publishTime));
    subscription.on('terminated', () => events.ended());
    result.silence = Math.max(
      result.silence,
      subscription.publishingInterval * subscription.maxKeepAliveCount,
    );
    const end = Math.min(nodes.length, start + MAX_ITEMS_PER_SUBSCRIPTION);
    for (let at = start; at < end; at += perRequest) {
      await createItems(
        subscription,
        nodes.slice(at, Math.min(end, at + perRequest)),
        settings,
        events,
        result,
      );
    }
  }
  return result;
}

async function createItems(
  subscription: ClientSubscription,
  nodes: readonly MonitoredNode[],
  settings: OpcUaSettings,
  events: MonitorEvents,
  result: MonitorResult,
): Promise<void> {
  const group = ClientMonitoredItemGroup.create(
    subscription,
    nodes.map((node) => ({ nodeId: node.nodeId, attributeId: AttributeIds.Value })),
    {
      samplingInterval: settings.sampling,
      queueSize: settings.queue,
      // The newest values matter; what was lost shows as overflow.
      discardOldest: true,
      filter: new DataChangeFilter({ trigger: DataChangeTrigger.StatusValue }),
    },
    TimestampsToReturn.Both,
  );
  // Listening before the answer has come: the first values may arrive in the same packet.
  group.on('changed', (_item, value, index) => events.value(nodes[index].slot, value));
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('the server did not answer CreateMonitoredItems')),
      CREATE_TIMEOUT_MS,
    );
    group.on('initialized', () => {
      clearTimeout(timer);
      resolve();
    });
    group.on('err', (message) => {
      clearTimeout(timer);
      reject(new Error(`CreateMonitoredItems: ${message}`));
    });
  });
  for (let i = 0; i < nodes.length; i++) {
    const item = group.monitoredItems[i];
    if (item.statusCode.isBad()) {
      result.refused.push({ slot: nodes[i].slot, nodeId: nodes[i].nodeId, status: item.statusCode.name });
      continue;
    }
    result.sampling = Math.max(result.sampling, item.result?.revisedSamplingInterval ?? 0);
    result.queue = Math.min(result.queue, item.result?.revisedQueueSize ?? settings.queue);
  }
}
