/** One way to talk MQTT, whether we are the broker or a client of one. Used inside a worker, beside the decoder. */

export interface BrokerEvents {
  /** Messages of the topics subscribed to. Must not throw. The payload may be reused afterwards. */
  message(topic: string, payload: Buffer, retain: boolean, client?: string): void;
  /** A connection to the embedded broker has ended; `politely`: the client said good-bye. */
  clientLost?(client: string, politely?: boolean): void;
  /** A client of the embedded broker broke a limit or the protocol and was cut off. */
  clientFault?(message: string): void;
  /** The broker listens, or the connection to it stands. */
  up(endpoint: string): void;
  /** Neither; `reason` is for people. It is tried again by the link itself unless `fatal`. */
  down(reason: string, fatal: boolean): void;
}

export interface BrokerOptions {
  /** `embedded`, or the address of a broker. */
  broker: string;
  /** Listening address and port of the embedded broker; port 0: a free one. */
  host: string;
  port: number;
  user?: string;
  password?: string;
  clientId?: string;
  /** What to hear. */
  filters: readonly string[];
  /** What only we may send: clients of the embedded broker that try are heard by nobody, and told of by `clientFault`. */
  isReserved?(topic: string): boolean;
  /** Messages of these kinds are of no use to other clients of the embedded broker that have not subscribed to them. */
  isPrivate?(topic: string): boolean;
  /** Last will, published by an external broker when we are gone. */
  will?: { topic: string; payload: string };
}

export interface BrokerLink {
  /** Stops or goes on taking messages in; what clients or the broker send meanwhile waits in their sockets. */
  hold(held: boolean): void;
  publish(topic: string, payload: Uint8Array | string, options: { qos: 0 | 1; retain: boolean }): void;
  /**
   * Sends something that must not be sent twice nor late, never retained: resolves when the broker has it (with QoS 0: when it
   * is on its way there). Rejects with an Error where nothing was sent, with `OutcomeUnknown` where the connection broke
   * meanwhile; it is not tried again.
   */
  send(topic: string, payload: Uint8Array, qos: 0 | 1): Promise<void>;
  close(): Promise<void>;
}

/** Largest MQTT packet taken from a peer: a birth of ten thousand metrics fits. */
export const MAX_PACKET_BYTES = 4 * 1024 * 1024;
/** Connections to the embedded broker. */
export const MAX_CLIENTS = 10_000;
