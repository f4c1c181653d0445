/** Serves the console as it was built: unchanging files for a year, its one page for every address of its own. */
import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Randomness } from '../ids.ts';
import { contentSecurityPolicy } from './security-headers.ts';

/** Written by the build where the page's script expects a nonce for its style elements. */
export const noncePlaceholder = 'SEKISHO_CSP_NONCE';

const reservedPrefixes = ['/api/', '/device/', '/assets/', '/healthz', '/readyz', '/metrics'];

export interface ConsoleFiles {
  register(app: FastifyInstance): Promise<void>;
  /** The page, for a browser that opens an address of the console; false for anything else. */
  serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | false>;
}

function wantsPage(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (reservedPrefixes.some((prefix) => request.url.startsWith(prefix))) return false;
  return (request.headers.accept ?? '*/*').includes('text/html');
}

const notBuilt = '<!doctype html><title>Sekisho</title><p>The console has not been built. Start with: npm start';

/**
 * @param folder what `vite build` made; may not exist yet
 * @param mapTiles address of the tiles that the map may load from elsewhere
 */
export function createConsoleFiles(folder: string, randomness: Randomness, mapTiles?: string): ConsoleFiles {
  const tilesOrigin = mapTiles === undefined ? null : new URL(mapTiles).origin;
  let cached: { readonly tag: string; readonly html: string } | null = null;

  async function page(): Promise<string> {
    const html = await readFile(path.join(folder, 'index.html'), 'utf8').catch(() => notBuilt);
    const tag = createHash('sha256').update(html).digest('hex');
    if (cached?.tag !== tag) cached = { tag, html };
    return cached.html;
  }

  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | false> {
    if (!wantsPage(request)) return false;
    const html = await page();
    const nonce = randomness.bytes(16).toString('base64url');
    const styleNonce = html.includes(noncePlaceholder) ? nonce : null;
    reply.header('content-security-policy', contentSecurityPolicy(styleNonce, tilesOrigin));
    return reply
      .code(200)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(html.replaceAll(noncePlaceholder, nonce));
  }

  return {
    async register(app) {
      const isBuilt = await access(path.join(folder, 'index.html')).then(
        () => true,
        () => false,
      );
      if (!isBuilt) return;
      await app.register(fastifyStatic, {
        root: folder,
        index: false,
        wildcard: true,
        // The build keeps the smallest form of each text beside it.
        preCompressed: true,
        cacheControl: false,
        setHeaders(response, file) {
          const unchanging = file.startsWith(path.join(folder, 'assets') + path.sep);
          response.header('cache-control', unchanging ? 'public, max-age=31536000, immutable' : 'no-cache');
        },
      });
      // Where files are served a folder is refused rather than not found, so the topmost page has a route of its own.
      app.get('/', async (request, reply) => {
        const answered = await serve(request, reply);
        return answered === false ? reply.callNotFound() : answered;
      });
    },
    serve,
  };
}
