/** Updates of the agent itself: asked for when the server says that there are some, verified, brought here, tried at a quiet moment. */
import { functionRefusal, type ReleaseTarget, type UpdateFault, type UpdateOffer } from '@sekisho/contracts';
import { openRelease } from '@sekisho/trust';
import { refuseStep, type StepMap } from '../plan/step.ts';
import { notSupportedHere } from '../ports/machine.ts';
import { type FetchPart, type UpdateEnd, UpdateRefused, type Updates } from '../ports/updates.ts';
import { type AgentContext, messageOf, record } from './agent-context.ts';

interface Ready {
  readonly offer: UpdateOffer;
  readonly version: string;
}

export class UpdateKeeper {
  /** Asked for and brought here by a step of its own, one at a time. */
  preparing = false;
  /** Asked to be started in place of this one. */
  switching = false;
  readonly steps: Pick<StepMap, 'prepare-update' | 'switch-version' | 'confirm-version'>;
  readonly #context: AgentContext;
  readonly #updates: Updates | null;
  readonly #isQuiet: () => boolean;
  /** Then a version that is on trial already is still confirmed, and its end told. */
  readonly #isExcluded: boolean;
  /** What failed here and now is not tried again for the same asking. */
  #failed: UpdateEnd | null = null;
  #ready: Ready | null = null;
  /** Of the server's last word on updates, and the one that has been dealt with. */
  #told: number | null = null;
  #settled: number | null = null;
  #unconfirmable = false;

  /** @param isQuiet whether nothing is under way that an end of this process could cut off */
  constructor(context: AgentContext, isQuiet: () => boolean) {
    this.#context = context;
    this.#isQuiet = isQuiet;
    this.#isExcluded = functionRefusal(context.settings.clientKind, 'agent-update') !== null;
    const { updates } = context.ports.platform;
    this.#updates = updates === notSupportedHere ? null : updates;
    this.steps = {
      'prepare-update': () => {
        void this.#prepare();
        return { ok: true };
      },
      'switch-version': () => {
        void this.#switch();
        return { ok: true };
      },
      'confirm-version': () => this.#confirm(),
    };
  }

  /** Before the first check-in: it brings what became of the last trial. */
  begin(): void {
    this.#tellEnd();
  }

  /** With every check-in. @param revision `null`: there is nothing for this device */
  hear(revision: number | null): void {
    const told = this.#isExcluded ? null : revision;
    if (told !== this.#told) this.#ready = null;
    this.#told = told;
  }

  get preparationDue(): boolean {
    return this.#updates !== null && this.#told !== null && this.#told !== this.#settled;
  }

  get switchDue(): boolean {
    return this.#ready !== null;
  }

  get onTrial(): boolean {
    return !this.#unconfirmable && this.#updates?.onTrial() === true;
  }

  /** Asks, verifies and brings it here. What could not be fetched is asked for again with the next check-in. */
  async #prepare(): Promise<void> {
    const { isHalted, reconcile, ports } = this.#context;
    const asked = this.#told;
    this.preparing = true;
    const outcome = await this.#bring().catch((error: unknown) => {
      ports.log.error('an update could not be prepared', { reason: messageOf(error) });
      return 'later' as const;
    });
    this.preparing = false;
    if (isHalted() || outcome === 'later') return;
    this.#settled = asked;
    this.#ready = outcome;
    if (outcome !== null) reconcile();
  }

  async #bring(): Promise<Ready | 'later' | null> {
    const offer = await this.#ask();
    const { memory, ports } = this.#context;
    const trust = memory.trust?.set;
    if (offer === 'later' || this.#updates === null || trust === undefined) return 'later';
    if (offer === null || this.#hasFailed(offer)) return null;
    const opened = openRelease(offer.release, { trust, running: this.#updates.running, nowMs: memory.now() });
    if (!opened.ok) return this.#refuse(offer, readVersion(offer), opened.fault);
    const { version } = opened.release;
    ports.log.info('an update is fetched', { version });
    try {
      return (await this.#fetch(this.#updates, version, opened.target)) ? { offer, version } : 'later';
    } catch (error) {
      if (!(error instanceof UpdateRefused)) throw error;
      ports.log.warn('an update is refused', { version, fault: error.fault, reason: messageOf(error.cause) });
      return this.#refuse(offer, version, error.fault);
    }
  }

  #fetch(updates: Updates, version: string, target: ReleaseTarget): Promise<boolean> {
    const { client, isHalted } = this.#context;
    const fetchPart: FetchPart = async ({ packed }, from, bytes) => {
      if (isHalted()) return null;
      const part = await client.filePart(packed.sha256, from, bytes);
      return part.ok ? part.value : null;
    };
    return updates.prepare(version, target, fetchPart);
  }

  async #ask(): Promise<UpdateOffer | 'later' | null> {
    if (this.#updates === null) return null;
    const answer = await this.#context.client.update(this.#updates.running);
    if (this.#context.isHalted() || !answer.ok) return 'later';
    return answer.value.offer;
  }

  /** Asked once more whether it is still wanted: it may have been stopped while it was fetched. */
  async #switch(): Promise<void> {
    const ready = this.#ready;
    this.switching = true;
    const offer = await this.#ask();
    this.switching = false;
    if (ready === null || this.#ready !== ready || this.#context.isHalted()) return;
    this.#ready = null;
    if (offer !== null && offer !== 'later' && offer.release.text === ready.offer.release.text && this.#isQuiet())
      this.#begin(offer, ready.version);
    // What is here already costs little to look at again.
    else if (offer !== null) this.#settled = null;
  }

  #begin(offer: UpdateOffer, version: string): void {
    const { ports } = this.#context;
    const { rollout, attempt, checkInWithinSeconds } = offer;
    try {
      this.#updates?.tryNext({ version, rollout, attempt, patienceMs: checkInWithinSeconds * 1000 });
    } catch (error) {
      ports.log.error('an update could not be begun', { reason: messageOf(error) });
      this.#refuse(offer, version, 'cannot-write');
      return;
    }
    ports.log.info('an update is begun', { version });
    this.switching = true;
    ports.restart?.();
  }

  #confirm(): { ok: true } | ReturnType<typeof refuseStep> {
    const { ports } = this.#context;
    try {
      this.#updates?.confirm();
    } catch (error) {
      // Its time runs out, and the one before comes back.
      this.#unconfirmable = true;
      ports.log.error('an update could not be confirmed', { reason: messageOf(error) });
      return refuseStep();
    }
    ports.log.info('an update is confirmed', { version: this.#updates?.running.version ?? '' });
    this.#tellEnd();
    return { ok: true };
  }

  #hasFailed({ rollout, attempt }: UpdateOffer): boolean {
    return this.#failed?.rollout === rollout && this.#failed.attempt === attempt;
  }

  #refuse({ rollout, attempt }: UpdateOffer, version: string, fault: UpdateFault): null {
    this.#tell({ version, from: this.#updates?.running.version ?? '', rollout, attempt, fault });
    return null;
  }

  /** Perhaps a second time, where power failed in between: the server takes it once. */
  #tellEnd(): void {
    const ended = this.#updates?.ended() ?? null;
    if (ended === null) return;
    this.#tell(ended);
    try {
      this.#updates?.forgetEnd();
    } catch (error) {
      this.#context.ports.log.warn('the end of an update could not be put away', { reason: messageOf(error) });
    }
  }

  #tell({ version, from, rollout, attempt, fault }: UpdateEnd): void {
    const { memory } = this.#context;
    if (fault !== null) this.#failed = { version, from, rollout, attempt, fault };
    const what = fault === null ? 'agent-updated' : 'agent-update-failed';
    const detail = { version, from, rollout, attempt, ...(fault === null ? {} : { fault }) };
    record(this.#context, { items: [{ kind: 'event', at: memory.now(), what, detail }] });
  }
}

/** Of a release that is not believed: for the report alone. */
function readVersion({ release }: UpdateOffer): string {
  return /"version":"([\d.]{1,20})"/.exec(release.text)?.[1] ?? '';
}
