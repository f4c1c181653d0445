/** Media, networks and SIMs that are only remembered: for simulated devices and for tests. */
import type { KeyFile, Medium, RemovableMedia, SimReader, Wifi } from '../ports/surroundings.ts';

export class VirtualSurroundings {
  /** `null`: no Wi-Fi. */
  networks: readonly string[] | null = null;
  /** ICCIDs; `null`: no modem. */
  sims: readonly string[] | null = null;
  readonly ports: { readonly media: RemovableMedia; readonly wifi: Wifi; readonly sims: SimReader };
  #media: readonly Medium[] = [];
  #insertions = 0;
  #told: ((media: readonly Medium[]) => void) | null = null;

  constructor() {
    this.ports = {
      media: { watch: (told) => this.#watch(told) },
      wifi: { networks: async () => this.networks },
      sims: { read: async () => this.sims },
    };
  }

  /** Puts a medium in; what is returned takes it out again. */
  insert(...keys: readonly KeyFile[]): () => void {
    this.#insertions += 1;
    const medium = { id: `medium-${this.#insertions}`, keys };
    this.#change([...this.#media, medium]);
    return () => this.#change(this.#media.filter((other) => other !== medium));
  }

  /** Takes a medium out and puts another one in before anybody looks. @param takeOut what `insert` returned */
  exchange(takeOut: () => void, ...keys: readonly KeyFile[]): void {
    const told = this.#told;
    this.#told = null;
    takeOut();
    this.#told = told;
    this.insert(...keys);
  }

  #change(media: readonly Medium[]): void {
    this.#media = media;
    this.#told?.(media);
  }

  #watch(told: (media: readonly Medium[]) => void): () => void {
    this.#told = told;
    queueMicrotask(() => {
      if (this.#told === told) told(this.#media);
    });
    return () => {
      if (this.#told === told) this.#told = null;
    };
  }
}
