/** What can be downloaded: the manifest that the build writes and the server reads. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { downloadsFolder } from './workspace-paths.ts';

export const agentArchitectures = ['x64', 'arm64'] as const;
export type AgentArchitecture = (typeof agentArchitectures)[number];

export const compressions = ['xz', 'gzip'] as const;
export type Compression = (typeof compressions)[number];

const Archive = Type.Object({
  fileName: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]*$' }),
  architecture: Type.Union([Type.Literal('x64'), Type.Literal('arm64')]),
  compression: Type.Union([Type.Literal('xz'), Type.Literal('gzip')]),
  bytes: Type.Integer({ minimum: 1 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});
export type Archive = Static<typeof Archive>;

export const DownloadManifest = Type.Object({
  agentVersion: Type.String(),
  runtimeVersion: Type.String(),
  /** Over everything that went in; the same fingerprint is not built twice. */
  fingerprint: Type.String(),
  archives: Type.Array(Archive),
});
export type DownloadManifest = Static<typeof DownloadManifest>;

export const manifestFileName = 'manifest.json';

/** `agent-linux-x64.tar.gz` */
export function archiveFileName(architecture: AgentArchitecture, compression: Compression): string {
  return `agent-linux-${architecture}.tar.${compression === 'xz' ? 'xz' : 'gz'}`;
}

export interface Downloads {
  readonly folder: string;
  /** As it is now; `null` as long as nothing has been built. */
  manifest(): Promise<DownloadManifest | null>;
}

/** Reads a manifest; `null` where there is none, or one of another release. */
export async function readManifest(folder: string): Promise<DownloadManifest | null> {
  const text = await readFile(path.join(folder, manifestFileName), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Check(DownloadManifest, value) ? value : null;
  } catch {
    return null;
  }
}

/** Looks at the manifest's time before each use, so that archives finished in the background are found. */
export function openDownloads(folder: string = downloadsFolder): Downloads {
  let known: { readonly changedAtMs: number; readonly manifest: DownloadManifest | null } | null = null;
  return {
    folder,
    async manifest() {
      const file = await stat(path.join(folder, manifestFileName)).catch(() => null);
      if (file === null) return null;
      if (known?.changedAtMs === file.mtimeMs) return known.manifest;
      known = { changedAtMs: file.mtimeMs, manifest: await readManifest(folder) };
      return known.manifest;
    },
  };
}
