/** One connection to the system bus, for services that forget a caller whose connection ends: `busctl` cannot hold one. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import {
  decodeMessage,
  encodeAnswer,
  encodeCall,
  type IncomingMessage,
  lengthOfMessage,
  type MethodAnswer,
  type MethodCall,
} from './dbus-message.ts';

export type Signal = Extract<IncomingMessage, { type: 'signal' }>;
export type IncomingCall = Extract<IncomingMessage, { type: 'call' }>;

export interface SystemBus {
  /** @throws `DBusError` with the name the other side gives; for silence or an end of the connection too */
  call(call: MethodCall): Promise<readonly unknown[]>;
  /** @param rule as the bus reads it: `type='signal',…` */
  listen(rule: string, listener: (signal: Signal) => void): Promise<void>;
  /** Answers calls that others make to us; `null` for what is not there. */
  serve(answer: (call: IncomingCall) => MethodAnswer | null): void;
  /** Resolves when the connection has ended, however that came. */
  readonly closed: Promise<void>;
  close(): void;
}

export class DBusError extends Error {
  override readonly name = 'DBusError';
  /** `org.freedesktop.DBus.Error.AccessDenied` and so on. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const usualAddress = 'unix:path=/run/dbus/system_bus_socket';
const answerTimeoutMs = 25_000;
const mostGreetingBytes = 4096;
const bus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };

/** @param address as in `DBUS_SYSTEM_BUS_ADDRESS` */
export async function openSystemBus(address: string | undefined): Promise<SystemBus> {
  const socket = connect({ path: pathOf(address ?? usualAddress) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(answerTimeoutMs) });
    const connection = new Connection(socket, await authenticate(socket));
    await connection.call({ ...bus, member: 'Hello' });
    return connection;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function pathOf(addresses: string): string {
  for (const address of addresses.split(';')) {
    const [, kind, value] = /^unix:(?:.*,)?(path|abstract)=([^,]+)/.exec(address) ?? [];
    if (value !== undefined) return kind === 'abstract' ? `\0${decodeURIComponent(value)}` : decodeURIComponent(value);
  }
  throw new DBusError('address', `not an address of a bus: ${addresses}`);
}

/** Who we are is what the kernel says of the socket. @returns what came after the greeting */
async function authenticate(socket: Socket): Promise<Buffer> {
  socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')}\r\n`);
  let greeting = Buffer.alloc(0);
  while (!greeting.includes('\r\n')) {
    if (greeting.length > mostGreetingBytes) throw new DBusError('greeting', 'no bus greets so');
    const [chunk] = (await once(socket, 'data', { signal: AbortSignal.timeout(answerTimeoutMs) })) as [Buffer];
    greeting = Buffer.concat([greeting, chunk]);
  }
  if (!greeting.subarray(0, 3).equals(Buffer.from('OK '))) throw new DBusError('greeting', 'the bus refuses us');
  socket.write('BEGIN\r\n');
  return greeting.subarray(greeting.indexOf('\r\n') + 2);
}

interface Waiting {
  readonly resolve: (body: readonly unknown[]) => void;
  readonly reject: (error: Error) => void;
}

class Connection implements SystemBus {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners: ((signal: Signal) => void)[] = [];
  #answer: (call: IncomingCall) => MethodAnswer | null = () => null;
  #received: Buffer;
  #serial = 0;
  readonly closed: Promise<void>;

  constructor(socket: Socket, received: Buffer) {
    this.#socket = socket;
    this.#received = received;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.once('close', () => this.#end(new DBusError('closed', 'the connection to the bus has ended')));
  }

  call(call: MethodCall): Promise<readonly unknown[]> {
    this.#serial += 1;
    const serial = this.#serial;
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new DBusError('closed', 'the connection to the bus has ended'));
      const late = setTimeout(
        () => settle(() => reject(new DBusError('timeout', `no answer: ${call.member}`))),
        answerTimeoutMs,
      );
      const settle = (how: () => void): void => {
        clearTimeout(late);
        this.#waiting.delete(serial);
        how();
      };
      this.#waiting.set(serial, {
        resolve: (body) => settle(() => resolve(body)),
        reject: (error) => settle(() => reject(error)),
      });
      this.#socket.write(encodeCall(call, serial));
    });
  }

  async listen(rule: string, listener: (signal: Signal) => void): Promise<void> {
    this.#listeners.push(listener);
    await this.call({ ...bus, member: 'AddMatch', signature: 's', body: [rule] });
  }

  serve(answer: (call: IncomingCall) => MethodAnswer | null): void {
    this.#answer = answer;
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    try {
      for (;;) {
        const length = lengthOfMessage(this.#received);
        if (length === null || this.#received.length < length) return;
        const message = decodeMessage(this.#received.subarray(0, length));
        this.#received = this.#received.subarray(length);
        this.#deliver(message);
      }
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)));
      this.#socket.destroy();
    }
  }

  #deliver(message: IncomingMessage): void {
    if (message.type === 'call') {
      this.#serial += 1;
      this.#socket.write(encodeAnswer(message, this.#answer(message), this.#serial));
    } else if (message.type === 'signal') for (const listener of this.#listeners) listener(message);
    else if (message.type === 'return') this.#waiting.get(message.replyTo)?.resolve(message.body);
    else if (message.type === 'error')
      this.#waiting.get(message.replyTo)?.reject(new DBusError(message.name, String(message.body[0] ?? message.name)));
  }

  #end(error: Error): void {
    for (const waiting of [...this.#waiting.values()]) waiting.reject(error);
  }
}
