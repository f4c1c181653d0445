/** The socket of a database connection on this machine: it reads into memory of its own, over and over. */
import { Socket } from 'node:net';

const bufferBytes = 64 * 1024;

/**
 * Node otherwise makes 64 KiB for whatever arrives, be it one number, and the collector looks through the whole heap for every 64 MiB made
 * so. `data` carries a copy; where somebody listens to `view`, it carries the memory itself until the listener returns, and there is no
 * `data`. Nothing can be read off it as off a stream: libraries that do so need a connection of their own.
 */
export class ReadingSocket extends Socket {
  constructor() {
    const buffer = Buffer.allocUnsafeSlow(bufferBytes);
    const callback = (bytes: number) => {
      const view = buffer.subarray(0, bytes);
      if (!this.emit('view', view)) this.emit('data', Buffer.from(view));
      return true;
    };
    super({ onread: { buffer, callback } });
  }
}
