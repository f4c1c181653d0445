/** What support needs of a machine: each system names its own sources (I06). */

export interface SupportSource {
  /** Name of the file it becomes. */
  readonly name: string;
  /**
   * `null`: there is nothing of the kind here. What it throws is said in the file's place. Secrets are taken out of text afterwards; bytes
   * are handed on whole, or not at all where they hold a secret that is known.
   */
  read(): Promise<string | Uint8Array | null>;
}

export interface SupportPort {
  nowMs(): number;
  /** @param days that logs go back */
  sources(days: number): readonly SupportSource[];
  /** For administrators only; nothing is written over. @throws when it cannot be written */
  write(file: string, content: Uint8Array): Promise<void>;
}
