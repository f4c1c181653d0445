/** The window at work, whatever draws it: shows what the agent says, asks it for what a person presses, says what came of it. */
import { explainClientFailure } from '../cli/context.ts';
import { manualChoice, type ProxyChoice, proxyUrlOf } from '../proxy-choice.rules.ts';
import type { ClientAnswer, ClientRequest } from './client-protocol.ts';
import { type networkFields, type ProxyMode, viewOf, type WindowView, type Wording } from './window-view.ts';

const lookEveryMs = 2_000;

export type TypedField = 'serial' | (typeof networkFields)[number];

/** What a toolkit does. */
export interface WindowSurface {
  /** Of a registration: its page and its field. */
  turnToRegistration(): void;
  present(): void;
  /** Everything as the view says; while `working`, nothing can be pressed that asks the agent. */
  show(view: WindowView, working: boolean): void;
  say(kind: 'info' | 'error', text: string): void;
  focus(control: 'connect' | 'serial' | 'apply'): void;
  typed(field: TypedField): string;
  mode(): ProxyMode;
}

export interface WindowWorkOptions {
  readonly surface: WindowSurface;
  readonly wording: Wording;
  /** `null`: no agent answers. */
  readonly ask: (request: ClientRequest) => Promise<ClientAnswer | null>;
  readonly after: (delayMs: number, run: () => void) => () => void;
}

export class WindowWork {
  readonly #options: WindowWorkOptions;
  #view: WindowView;
  #working = false;
  #closed = false;
  #cancel: () => void = () => undefined;

  constructor(options: WindowWorkOptions) {
    this.#options = options;
    this.#view = viewOf(null, options.wording);
  }

  /** Shown when the first answer is there, so that nothing jumps under a person's hands. */
  async open(): Promise<void> {
    await this.#look();
    if (this.#closed) return;
    if (this.#view.mayRegister) this.#options.surface.turnToRegistration();
    this.#options.surface.present();
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  async #look(): Promise<void> {
    this.#cancel();
    const answer = this.#working ? undefined : await this.#options.ask({ do: 'status' });
    if (this.#closed) return;
    if (answer !== undefined) this.#take(answer);
    this.#cancel = this.#options.after(lookEveryMs, () => void this.#look());
  }

  /** A refusal says nothing about how the device stands. */
  #take(answer: ClientAnswer | null): void {
    if (answer !== null && !answer.ok) return;
    this.#view = viewOf(answer?.status ?? null, this.#options.wording);
    this.#show();
  }

  #show(): void {
    this.#options.surface.show(this.#view, this.#working);
  }

  /** One thing at a time; what came of it is said in words. */
  async #do(
    request: ClientRequest,
    focus: Parameters<WindowSurface['focus']>[0],
    done: (answer: ClientAnswer & { ok: true }) => string,
  ): Promise<void> {
    if (this.#working) return;
    const { surface, wording, ask } = this.#options;
    this.#working = true;
    surface.say('info', wording.t('window.working'));
    this.#show();
    const answer = await ask(request);
    if (this.#closed) return;
    this.#working = false;
    // Whoever works with the keyboard goes on where they were: a control that was greyed out has lost the focus.
    this.#show();
    surface.focus(focus);
    if (answer === null) surface.say('error', wording.t('window.status.absent'));
    else if (answer.ok) surface.say('info', done(answer));
    else surface.say('error', explainClientFailure(wording, answer.failure));
    await this.#look();
  }

  async connect(): Promise<void> {
    if (!this.#view.mayConnect) return;
    await this.#do({ do: 'connect' }, 'connect', () => this.#options.wording.t('window.connected'));
  }

  async register(): Promise<void> {
    if (!this.#view.mayRegister) return;
    const { surface, wording } = this.#options;
    const serialNumber = surface.typed('serial').trim();
    if (serialNumber === '') return surface.say('error', wording.t('window.register.blank'));
    await this.#do({ do: 'register', serialNumber }, 'serial', ({ status }) =>
      wording.t('window.register.done', { organization: status.device?.organizationName ?? '' }),
    );
  }

  async apply(): Promise<void> {
    if (!this.#view.mayChangeProxy) return;
    const { surface, wording } = this.#options;
    const proxy = this.#chosenProxy();
    if (proxy === 'invalid') return surface.say('error', wording.t('window.network.invalid'));
    await this.#do({ do: 'set-proxy', proxy }, 'apply', () => wording.t('window.network.applied'));
  }

  #chosenProxy(): ProxyChoice | null | 'invalid' {
    const { surface } = this.#options;
    const mode = surface.mode();
    if (mode === 'policy') return null;
    if (mode !== 'manual') return { mode };
    const [url, urlIpv6] = [this.#typedUrl('host', 'port'), this.#typedUrl('hostIpv6', 'portIpv6')];
    if (url === null || urlIpv6 === null || (url === '' && urlIpv6 === '')) return 'invalid';
    return manualChoice(url, urlIpv6, surface.typed('bypass').trim());
  }

  /** Blank where both fields are; `null`: it is no address. */
  #typedUrl(host: TypedField, port: TypedField): string | null {
    const [name, number] = [host, port].map((field) => this.#options.surface.typed(field).trim()) as [string, string];
    return name === '' && number === '' ? '' : proxyUrlOf(name, number);
  }
}
