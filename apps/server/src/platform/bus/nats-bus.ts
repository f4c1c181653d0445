/** The bus over NATS: one connection for the whole process, made again by the client when it breaks. Carries wake-ups; keeps nothing. */
import { readFile } from 'node:fs/promises';
import type { NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node';
import type { Timers } from '../clock.ts';
import type { Log } from '../log.ts';
import { StartError } from '../start-error.ts';
import { batchPayloads } from './batching.ts';
import type { RunningBus } from './bus.ts';
import { createSubscriptions } from './subscriptions.ts';

export interface NatsAddress {
  /** `nats://` or `tls://`, with user and password or a token before the host if it wants them; several with commas. */
  readonly url: string;
  /** With the key and the identity of an account's user. */
  readonly credentialsFile?: string | undefined;
  /** PEM of the root that vouches for the server, unless everybody trusts it. */
  readonly caFile?: string | undefined;
}

export interface NatsBusPorts {
  readonly address: NatsAddress;
  /** Tells installations on one NATS apart. */
  readonly installation: string;
  readonly timers: Timers;
  readonly log: Log;
}

/** What is not confirmed by then is published again: see the outbox. */
const confirmationMs = 3_000;

type Transport = typeof import('@nats-io/transport-node');

async function optionsOf(address: NatsAddress, transport: Transport): Promise<NodeConnectionOptions> {
  const urls = address.url.split(',').map((url) => new URL(url.trim()));
  const [first] = urls;
  const [user, pass] = [decodeURIComponent(first?.username ?? ''), decodeURIComponent(first?.password ?? '')];
  const { credentialsFile, caFile } = address;
  const usesTls = caFile !== undefined || urls.some(({ protocol }) => protocol === 'tls:');
  return {
    servers: urls.map(({ host }) => host),
    name: 'sekisho-server',
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    pingInterval: 15_000,
    // Whoever changes passwords may change ours a moment later.
    ignoreAuthErrorAbort: true,
    ...(pass !== '' ? { user, pass } : user !== '' ? { token: user } : {}),
    ...(credentialsFile === undefined
      ? {}
      : { authenticator: transport.credsAuthenticator(new Uint8Array(await readFile(credentialsFile))) }),
    ...(usesTls ? { tls: caFile === undefined ? {} : { ca: await readFile(caFile, 'utf8') } } : {}),
  };
}

export function createNatsBus(ports: NatsBusPorts): RunningBus {
  const { log } = ports;
  const subscriptions = createSubscriptions(log);
  const prefix = `sekisho.${ports.installation}.`;
  let connection: NatsConnection | null = null;
  let isConnected = false;

  function listen(to: NatsConnection, topic: string): void {
    to.subscribe(prefix + topic, {
      callback: (error, message) => {
        if (error === null) subscriptions.receive(topic, message.string());
        else log.warn({ err: error, topic }, 'NATS refuses a subscription');
      },
    });
  }

  async function watch(over: NatsConnection): Promise<void> {
    for await (const status of over.status()) {
      if (status.type === 'disconnect' || status.type === 'staleConnection') {
        if (isConnected) log.warn('the bus lost its connection to NATS');
        isConnected = false;
      } else if (status.type === 'reconnect') {
        isConnected = true;
        log.info('the bus is connected to NATS again');
        subscriptions.tellGap();
      } else if (status.type === 'error') log.warn({ err: status.error }, 'NATS complains');
    }
  }

  /** Resolves when the server has taken all that was published before. */
  async function confirmed(by: NatsConnection): Promise<void> {
    const late = Promise.withResolvers<never>();
    const cancel = ports.timers.after(confirmationMs, () => late.reject(new Error('NATS did not confirm in time')));
    await Promise.race([by.flush(), late.promise]).finally(cancel);
  }

  return {
    isTransactional: false,
    async start() {
      try {
        const transport = await import('@nats-io/transport-node');
        connection = await transport.connect(await optionsOf(ports.address, transport));
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new StartError(`NATS of nats-url cannot be reached: ${reason}`, { cause });
      }
      isConnected = true;
      watch(connection);
      for (const topic of subscriptions.topics()) listen(connection, topic);
      await confirmed(connection);
    },
    async stop() {
      const last = connection;
      connection = null;
      isConnected = false;
      await last?.close();
    },
    async publish(topic, payloads) {
      const batches = batchPayloads(payloads);
      if (batches.length === 0) return;
      // The client would keep them until it is connected again, and forget them when this process ends.
      if (connection === null || !isConnected) throw new Error('the bus is not connected to NATS');
      for (const batch of batches) connection.publish(prefix + topic.name, batch);
      await confirmed(connection);
    },
    subscribe(topic, subscription) {
      const { isFirst, end } = subscriptions.add(topic, subscription);
      if (isFirst && connection !== null) listen(connection, topic.name);
      return end;
    },
  };
}
