/** A real X server without a screen (Xvfb), and the pixels that a person in front of it would see. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startChild } from './child.ts';

const run = promisify(execFile);

export type Picture = {
  width: number;
  height: number;
  at(x: number, y: number): [red: number, green: number, blue: number];
};
export type XServer = {
  display: string;
  /** What is on the screen now. */
  picture(): Promise<Picture>;
  /** Writes it as a PNG for a person to look at. @param area of it, as `300x200+10+20` */
  save(path: string, area?: string): Promise<void>;
  /** Runs xdotool against it. */
  xdotool(...args: string[]): Promise<string>;
  stop(): Promise<void>;
};

/** Parses binary PPM (P6) as `import ppm:-` writes it. */
export function parsePpm(bytes: Buffer): Picture {
  const header = /^P6\s+(?:#.*\n)*(\d+)\s+(\d+)\s+(\d+)\s/.exec(bytes.subarray(0, 200).toString('latin1'));
  if (header === null || header[3] !== '255') throw new Error('not an 8-bit P6 picture');
  const [width, height, start] = [Number(header[1]), Number(header[2]), header[0].length];
  return {
    width,
    height,
    at(x, y) {
      const offset = start + 3 * (y * width + x);
      return [bytes[offset] ?? 0, bytes[offset + 1] ?? 0, bytes[offset + 2] ?? 0];
    },
  };
}

/** Starts an X server of `width` × `height` on a display number of its own. */
export async function startXServer(width = 1280, height = 800): Promise<XServer> {
  const child = startChild('Xvfb', [
    '-displayfd',
    '1',
    '-screen',
    '0',
    `${width}x${height}x24`,
    '-nolisten',
    'tcp',
    '-noreset',
  ]);
  const [, number] = await child.waitFor(/^(\d+)\s*$/m, 20_000);
  const display = `:${number}`;
  const env = { ...process.env, DISPLAY: display };
  return {
    display,
    async picture() {
      const { stdout } = await run('import', ['-silent', '-window', 'root', '-depth', '8', 'ppm:-'], {
        env,
        encoding: 'buffer',
        maxBuffer: 256 * 1024 * 1024,
      });
      return parsePpm(stdout);
    },
    async save(path, area) {
      const cut = area === undefined ? [] : ['-crop', area, '+repage'];
      await run('import', ['-silent', '-window', 'root', ...cut, path], { env });
    },
    async xdotool(...args) {
      return (await run('xdotool', args, { env })).stdout;
    },
    async stop() {
      await child.stop();
    },
  };
}
