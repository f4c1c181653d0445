/** Keeps every text of the build in brotli beside it, as small as it gets, so that the server only hands it out. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Plugin } from 'vite';

const compress = promisify(brotliCompress);
const texts = /\.(m?js|css|svg|json)$/;
/** Less than this is not worth a file. */
const smallestBytes = 1024;
/** The map and its data: the last few per cent would take ten seconds of every build. */
const largeBytes = 400_000;

export function compressed(): Plugin {
  let folder = '';
  return {
    name: 'sekisho-compressed',
    apply: 'build',
    configResolved({ root, build }) {
      folder = path.resolve(root, build.outDir);
    },
    async closeBundle() {
      for (const name of await readdir(folder, { recursive: true })) {
        if (!texts.test(name)) continue;
        const file = path.join(folder, name);
        const content = await readFile(file);
        if (content.length < smallestBytes) continue;
        const params = {
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
          [constants.BROTLI_PARAM_QUALITY]: content.length > largeBytes ? 9 : constants.BROTLI_MAX_QUALITY,
        };
        await writeFile(`${file}.br`, await compress(content, { params }));
      }
    },
  };
}
