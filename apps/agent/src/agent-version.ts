/** The agent's own version, as the server sees it. */
import about from '../package.json' with { type: 'json' };

export const agentVersion: string = about.version;

/** The fixed, documented User-Agent of every call (N16). */
export function userAgentOf(platform: string, architecture: string): string {
  return `Sekisho-Agent/${agentVersion} (${platform}; ${architecture})`;
}
