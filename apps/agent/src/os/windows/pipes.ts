/**
 * Named pipes with a say in who uses them. Node makes them; who may connect is set here, before anybody is told their names. Its own way into a
 * pipe asks for the right to serve it, too, which people do not have: so they come by this one.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Closable } from '../../machine.ts';
import type { Koffi } from '../any/koffi.ts';
import { type LineSocketOptions, longestAnswer, serveLineSocket } from '../any/line-socket.ts';
import { type Advapi32, openAdvapi32 } from './ffi/advapi32.ts';
import { type Kernel32, openKernel32 } from './ffi/kernel32.ts';
import type { Handle } from './ffi/library.ts';
import { openPipeCalls, type PipeCalls } from './ffi/pipes.ts';
import type { Security } from './security.ts';
import { withDescriptor } from './security-descriptor.ts';

/**
 * SYSTEM and administrators; for people, whoever is logged on at the device or by Remote Desktop (IU), but no account of a service, and nobody from
 * another machine. They read and write (FILE_READ_DATA, FILE_WRITE_DATA, FILE_READ_ATTRIBUTES, READ_CONTROL, SYNCHRONIZE), and cannot make an
 * instance of the pipe (FILE_CREATE_PIPE_INSTANCE) to be mistaken for the agent.
 */
const access = {
  administrators: 'D:P(A;;FA;;;SY)(A;;FA;;;BA)',
  people: 'D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x120083;;;IU)',
} as const;
export type PipeUsers = keyof typeof access;

const rightsOfPeople = 0x12_0083;
const READ_CONTROL = 0x2_0000;
const WRITE_DAC = 0x4_0000;
const OWNER_SECURITY_INFORMATION = 0x1;
const DACL_SECURITY_INFORMATION = 0x4;
const OPEN_EXISTING = 3;
const ERROR_PIPE_BUSY = 231;
/** SECURITY_SQOS_PRESENT, SECURITY_IDENTIFICATION: whoever serves it may see who we are, and do nothing in our name. */
const onlyIdentified = 0x11_0000;
const largestDescriptor = 65_536;

const answerPatienceMs = 60_000;
const busyPatienceMs = 2_000;
const lookEveryMs = 20;

export interface Pipes {
  serve(
    options: Pick<LineSocketOptions, 'path' | 'longestLine' | 'mostConnections'>,
    users: PipeUsers,
    answer: (request: unknown) => Promise<unknown>,
  ): Promise<Closable>;
  /** One line asked, one answered. `null`: nobody of ours answers there. */
  ask(path: string, request: unknown): Promise<unknown>;
  /** Owner and access, as bytes. */
  descriptorOf(path: string): Promise<Buffer | null>;
}

class NamedPipes implements Pipes {
  readonly #kernel: Kernel32;
  readonly #advapi: Advapi32;
  readonly #calls: PipeCalls;
  readonly #security: Pick<Security, 'isOwnedByUs'>;

  constructor(koffi: Koffi, security: Pick<Security, 'isOwnedByUs'>) {
    this.#kernel = openKernel32(koffi);
    this.#advapi = openAdvapi32(koffi);
    this.#calls = openPipeCalls(koffi);
    this.#security = security;
  }

  async serve(
    options: Pick<LineSocketOptions, 'path' | 'longestLine' | 'mostConnections'>,
    users: PipeUsers,
    answer: (request: unknown) => Promise<unknown>,
  ): Promise<Closable> {
    const served = await serveLineSocket(options, answer);
    try {
      await this.#protect(options.path, users);
      return served;
    } catch (error) {
      served.close();
      throw error;
    }
  }

  async ask(path: string, request: unknown): Promise<unknown> {
    const line = Buffer.from(`${JSON.stringify(request)}\n`);
    const handle = await this.#open(path, rightsOfPeople);
    if (handle === null) return null;
    try {
      if (!this.#isServedByUs(handle)) return null;
      if (this.#calls.WriteFile(handle, line, line.length, [0], null) === 0) return null;
      return parse(await this.#readLine(handle));
    } finally {
      this.#kernel.CloseHandle(handle);
    }
  }

  async descriptorOf(path: string): Promise<Buffer | null> {
    const handle = await this.#open(path, READ_CONTROL);
    if (handle === null) return null;
    const descriptor = this.#descriptorBy(handle, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION);
    this.#kernel.CloseHandle(handle);
    return descriptor;
  }

  /** `null`: there is none, or all of its instances are taken. */
  async #open(path: string, rights: number): Promise<Handle | null> {
    for (const untilMs = performance.now() + busyPatienceMs; ; await wait(lookEveryMs)) {
      const handle = this.#kernel.CreateFileW(path, rights, 0, null, OPEN_EXISTING, onlyIdentified, 0) as Handle;
      if (Number(handle) !== -1) return handle;
      if (this.#kernel.GetLastError() !== ERROR_PIPE_BUSY || performance.now() > untilMs) return null;
    }
  }

  #descriptorBy(handle: Handle, what: number): Buffer | null {
    const descriptor = Buffer.alloc(largestDescriptor);
    const needed = [0];
    const known = this.#calls.GetKernelObjectSecurity(handle, what, descriptor, descriptor.length, needed);
    return known === 0 ? null : descriptor.subarray(0, needed[0]);
  }

  #isServedByUs(handle: Handle): boolean {
    const descriptor = this.#descriptorBy(handle, OWNER_SECURITY_INFORMATION);
    return descriptor !== null && this.#security.isOwnedByUs(descriptor);
  }

  async #protect(path: string, users: PipeUsers): Promise<void> {
    const handle = await this.#open(path, READ_CONTROL | WRITE_DAC);
    if (handle === null) throw new Error('a pipe of our own cannot be opened');
    try {
      withDescriptor(this.#advapi, this.#kernel, access[users], (descriptor) => {
        return this.#calls.SetKernelObjectSecurity(handle, DACL_SECURITY_INFORMATION, descriptor) !== 0;
      });
    } finally {
      this.#kernel.CloseHandle(handle);
    }
  }

  /** Looks for it again and again: a read that waits would keep this process from its end. `null`: none came, or too much. */
  async #readLine(handle: Handle): Promise<string | null> {
    let bytes = Buffer.alloc(0);
    for (const untilMs = performance.now() + answerPatienceMs; performance.now() < untilMs; await wait(lookEveryMs)) {
      const there = [0];
      if (this.#calls.PeekNamedPipe(handle, null, 0, null, there, null) === 0) return null;
      if (there[0] === 0) continue;
      const part = Buffer.alloc(Math.min(there[0] ?? 0, longestAnswer));
      const read = [0];
      if (this.#calls.ReadFile(handle, part, part.length, read, null) === 0) return null;
      bytes = Buffer.concat([bytes, part.subarray(0, read[0])]);
      const end = bytes.indexOf('\n');
      if (end >= 0) return bytes.toString('utf8', 0, end);
      if (bytes.length > longestAnswer) return null;
    }
    return null;
  }
}

export function openPipes(koffi: Koffi, security: Pick<Security, 'isOwnedByUs'>): Pipes {
  return new NamedPipes(koffi, security);
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
