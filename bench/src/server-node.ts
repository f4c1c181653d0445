/** The server under the same Node arguments as `npm start` gives it (tools/start.mjs). */

export function serverNode(more = ''): Record<string, string> {
  return { NODE_OPTIONS: `--max-semi-space-size=32 ${more}`.trim() };
}
