/** The kinds of package a device can be given: each is made once per version and stamped for every download. */
import type { ClientKind, ClientPlatform, InstallerConfiguration, InstallerPackageId } from '@sekisho/contracts';

/** Bytes that are there, or a part of a file: `start` and `end` as offsets, `end` not included. */
export type PackagePart = Uint8Array | { readonly file: string; readonly start: number; readonly end: number };

/** A package made for one download, in the order of its parts. */
export interface StampedPackage {
  readonly parts: readonly PackagePart[];
  readonly bytes: number;
}

export interface BuiltPackage {
  readonly agentVersion: string;
  /** Milliseconds since 1970. */
  readonly builtAtMs: number;
  readonly bytes: number;
  readonly architectures: readonly string[];
  readonly signed: boolean;
}

/** A tool that is not on this machine, and the Debian package that brings it. */
export interface MissingTool {
  readonly tool: string;
  readonly debianPackage: string;
}

export interface PackageMaker {
  readonly id: InstallerPackageId;
  readonly platform: ClientPlatform;
  readonly clientKinds: readonly ClientKind[];
  /** With its dot. */
  readonly extension: string;
  readonly mediaType: string;
  /** What was built last; `null` as long as nothing has been, or what is missing to build it. */
  find(): Promise<BuiltPackage | MissingTool | null>;
  /** In at most 50 ms, without building anything. @throws when nothing has been built */
  stamp(configuration: InstallerConfiguration): Promise<StampedPackage>;
}
