// One connection to a Wayland compositor: objects with their listeners, requests in order, files sent with a request.

import { createConnection, type Socket } from 'node:net';
import type { SendDescriptor } from './send-descriptor.ts';
import { type Argument, encodeMessage, type Message, messageReader, numberAt, textAt } from './wire.ts';

const DISPLAY = 1;
const DISPLAY_SYNC = 0;
const DISPLAY_ERROR = 0;
const DISPLAY_DELETE_ID = 1;
const SEND_AGAIN_MS = 5;

/** Called with the opcode and the body of an event. */
export type EventListener = (opcode: number, body: Buffer) => void;

export interface WaylandConnection {
  newObject(listener?: EventListener): number;
  send(object: number, opcode: number, ...args: Argument[]): void;
  /** The request whose file argument stands anywhere in it: files travel beside the bytes. */
  sendFile(file: number, object: number, opcode: number, ...args: Argument[]): Promise<void>;
  /** Resolves when the compositor has carried out everything sent so far. */
  sync(): Promise<void>;
  /** Resolves with what the compositor complained about, blank where it is just gone. */
  readonly closed: Promise<string>;
  close(): void;
}

export async function connectWayland(socketPath: string, sendDescriptor: SendDescriptor): Promise<WaylandConnection> {
  const socket = createConnection(socketPath);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return new Connection(socket, sendDescriptor);
}

class Connection implements WaylandConnection {
  readonly #socket: Socket;
  readonly #sendDescriptor: SendDescriptor;
  readonly #listeners = new Map<number, EventListener>();
  readonly closed: Promise<string>;
  #next = DISPLAY + 1;
  #complaint = '';
  /** While a file waits to be sent, everything after it waits too. */
  #turn: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(socket: Socket, sendDescriptor: SendDescriptor) {
    this.#socket = socket;
    this.#sendDescriptor = sendDescriptor;
    const read = messageReader();
    this.closed = new Promise((resolve) => {
      socket.on('close', () => resolve(this.#complaint));
    });
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const message of read(chunk)) this.#hear(message);
      } catch {
        socket.destroy();
      }
    });
  }

  newObject(listener: EventListener = () => undefined): number {
    const id = this.#next++;
    this.#listeners.set(id, listener);
    return id;
  }

  send(object: number, opcode: number, ...args: Argument[]): void {
    const bytes = encodeMessage(object, opcode, args);
    if (this.#waiting === 0) this.#socket.write(bytes);
    else this.#inTurn(async () => void this.#socket.write(bytes));
  }

  sendFile(file: number, object: number, opcode: number, ...args: Argument[]): Promise<void> {
    const bytes = encodeMessage(object, opcode, args);
    return this.#inTurn(async () => {
      await this.#drained();
      while (!this.#sendDescriptor(descriptorOf(this.#socket), bytes, file)) await pause();
    });
  }

  async sync(): Promise<void> {
    const done = new Promise<void>((resolve) => {
      this.send(
        DISPLAY,
        DISPLAY_SYNC,
        this.newObject(() => resolve()),
      );
    });
    const gone = this.closed.then((complaint) => {
      throw new Error(complaint === '' ? 'the compositor is gone' : complaint);
    });
    await Promise.race([done, gone]);
  }

  close(): void {
    this.#socket.destroy();
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    this.#waiting += 1;
    const mine = this.#turn.then(act).finally(() => {
      this.#waiting -= 1;
    });
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #drained(): Promise<void> {
    while (this.#socket.writableLength > 0 && !this.#socket.destroyed) await pause();
  }

  #hear({ object, opcode, body }: Message): void {
    if (object !== DISPLAY) this.#listeners.get(object)?.(opcode, body);
    else if (opcode === DISPLAY_DELETE_ID) this.#listeners.delete(numberAt(body, 0));
    else if (opcode === DISPLAY_ERROR) this.#complaint = `object ${numberAt(body, 0)}: ${textAt(body, 2)}`;
  }
}

/** The number of an open socket, which Node tells nobody; -1, with which sending fails, once it is closed. */
function descriptorOf(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { _handle: { fd: number } | null };
  return handle?.fd ?? -1;
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, SEND_AGAIN_MS);
  });
}
