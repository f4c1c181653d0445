// The files and sockets of a machine in which displays are looked for, as a port.

/** What is read of the machine; every function rejects or answers `undefined` for what is not there. */
export interface MachineFiles {
  readDirectory(path: string): Promise<readonly string[]>;
  readFile(path: string): Promise<Uint8Array>;
  readLink(path: string): Promise<string>;
  /** Whether somebody listens on a socket; asked only when /proc/net/unix does not know it (another network namespace). */
  isListening(socketPath: string): Promise<boolean>;
}
