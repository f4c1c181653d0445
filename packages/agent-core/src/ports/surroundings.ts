/** What the machine notices around it that can release or set a lock: removable media, Wi-Fi networks, SIMs. */

/** A file under the name of an unlock key. */
export interface KeyFile {
  readonly name: string;
  /** `null`: it could not be read, or is no plain file, or too long for a key. */
  readonly content: string | null;
}

export interface Medium {
  /** Another one at every insertion, also of the same medium. */
  readonly id: string;
  /** Those at its root. */
  readonly keys: readonly KeyFile[];
}

export interface RemovableMedia {
  /**
   * Tells which media are in: first as soon as that is known, then whenever one has been put in, and read, or taken out. Never before this call
   * has returned. What is returned ends it.
   */
  watch(told: (media: readonly Medium[]) => void): () => void;
}

export interface Wifi {
  /**
   * Names of the networks that a scan shows, begun for this call where the machine lets us, and of the one the machine is connected to. Bytes
   * that are no ASCII stand as any other character. `null`: no Wi-Fi, or it is switched off.
   */
  networks(): Promise<readonly string[] | null>;
}

export interface SimReader {
  /** ICCID of the SIM in use in each modem, in an order that stays; none where no modem has one. `null`: no modem, or none that can tell now. */
  read(): Promise<readonly string[] | null>;
}
