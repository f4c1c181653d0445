/** The window at work: shows what the agent says, asks it for what a person presses. */

import { explainClientFailure } from '../../../cli/context.ts';
import type { ClientAnswer, ClientRequest } from '../../../client/client-protocol.ts';
import { manualChoice, type ProxyChoice, proxyUrlOf } from '../../../proxy-choice.rules.ts';
import { cssPriority, type Gtk, type Handle } from './gtk.ts';
import { proxyModes, statusFields, windowLayout, windowStyle } from './window-layout.ts';
import { type NetworkFields, viewOf, type WindowView, type Wording } from './window-view.ts';

const lookEveryMs = 2_000;
const registerPage = 1;
/** `GtkMessageType`, which a screen reader hears, and what it looks like. */
const messages = {
  info: { type: 0, style: 'said' },
  error: { type: 3, style: 'refused' },
} as const;
const badgeKinds = ['registered', 'unregistered', 'deregistered', 'absent'] as const;

export interface ClientWindowOptions {
  readonly gtk: Gtk;
  readonly wording: Wording;
  readonly ask: (request: ClientRequest) => Promise<ClientAnswer | null>;
  readonly closed: () => void;
}

export class ClientWindow {
  readonly #options: ClientWindowOptions;
  readonly #builder: Handle;
  #view: WindowView;
  #shownNetwork = '';
  #working = false;
  /** Its widgets are gone. */
  #closed = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ClientWindowOptions) {
    this.#options = options;
    const { gtk, wording } = options;
    this.#builder = gtk.gtk_builder_new_from_string(windowLayout(wording.t), -1);
    this.#view = viewOf(null, wording);
    this.#dress();
    this.#listen();
  }

  /** Shown when the first answer is there, so that nothing jumps under a person's hands. */
  async open(): Promise<void> {
    await this.#look();
    if (this.#view.mayRegister) {
      this.#options.gtk.gtk_notebook_set_current_page(this.#at('book'), registerPage);
      this.#options.gtk.gtk_widget_grab_focus(this.#at('serial'));
    }
    if (!this.#closed) this.present();
  }

  present(): void {
    this.#options.gtk.gtk_widget_show(this.#at('window'));
    this.#options.gtk.gtk_window_present(this.#at('window'));
  }

  #at(name: string): Handle {
    return this.#options.gtk.gtk_builder_get_object(this.#builder, name);
  }

  #dress(): void {
    const { gtk } = this.#options;
    const provider = gtk.gtk_css_provider_new();
    gtk.gtk_css_provider_load_from_data(provider, windowStyle, -1, null);
    gtk.gtk_style_context_add_provider_for_screen(gtk.gdk_screen_get_default(), provider, cssPriority);
  }

  #listen(): void {
    const { gtk } = this.#options;
    const on = (name: string, signal: string, act: () => void) => gtk.connect(this.#at(name), signal, act);
    on('connect', 'clicked', () => void this.#connect());
    on('register', 'clicked', () => void this.#register());
    on('serial', 'activate', () => void this.#register());
    on('apply', 'clicked', () => void this.#apply());
    on('close', 'clicked', () => gtk.gtk_widget_destroy(this.#at('window')));
    // What was said belongs to the page it was said on.
    on('book', 'switch-page', () => this.#visible('message-bar', false));
    on('window', 'destroy', () => {
      this.#closed = true;
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#options.closed();
    });
    for (const mode of proxyModes) on(`mode-${mode}`, 'toggled', () => this.#showManual());
  }

  async #look(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const answer = this.#working ? undefined : await this.#options.ask({ do: 'status' });
    if (this.#closed) return;
    if (answer !== undefined) this.#take(answer);
    this.#timer = setTimeout(() => void this.#look(), lookEveryMs);
  }

  /** A refusal says nothing about how the device stands. */
  #take(answer: ClientAnswer | null): void {
    if (answer !== null && !answer.ok) return;
    this.#view = viewOf(answer?.status ?? null, this.#options.wording);
    this.#show();
  }

  #show(): void {
    const view = this.#view;
    this.#text('badge', view.badge);
    const context = this.#options.gtk.gtk_widget_get_style_context(this.#at('badge'));
    for (const kind of badgeKinds) this.#options.gtk.gtk_style_context_remove_class(context, kind);
    this.#options.gtk.gtk_style_context_add_class(context, view.badgeKind);
    this.#text('status-note', view.note);
    this.#visible('status-note', view.note !== '');
    for (const field of statusFields) {
      const value = view.rows[field];
      this.#visible(`caption-${field}`, value !== null);
      this.#visible(`value-${field}`, value !== null);
      this.#text(`value-${field}`, value ?? '');
    }
    this.#text('register-lead', view.registerLead);
    this.#text('network-lead', view.networkLead);
    this.#showNetwork(view.network);
    this.#enable();
  }

  readonly #shownTexts = new Map<string, string>();

  /** Written only when it changed: a screen reader would read it out again, and a selection would be lost. */
  #text(name: string, text: string): void {
    if (this.#shownTexts.get(name) === text) return;
    this.#shownTexts.set(name, text);
    this.#options.gtk.gtk_label_set_text(this.#at(name), text);
  }

  #visible(name: string, visible: boolean): void {
    this.#options.gtk.gtk_widget_set_visible(this.#at(name), visible);
  }

  /** What a person is typing is left alone: only what the agent says anew is written. */
  #showNetwork(network: NetworkFields): void {
    const said = JSON.stringify(network);
    if (said === this.#shownNetwork) return;
    this.#shownNetwork = said;
    const { gtk } = this.#options;
    gtk.gtk_toggle_button_set_active(this.#at(`mode-${network.mode}`), true);
    for (const field of ['host', 'port', 'bypass'] as const) gtk.gtk_entry_set_text(this.#at(field), network[field]);
  }

  #enable(): void {
    const { gtk } = this.#options;
    const { mayConnect, mayRegister, mayChangeProxy } = this.#view;
    const free = !this.#working;
    gtk.gtk_widget_set_sensitive(this.#at('connect'), free && mayConnect);
    for (const name of ['serial', 'register']) gtk.gtk_widget_set_sensitive(this.#at(name), free && mayRegister);
    for (const mode of proxyModes) gtk.gtk_widget_set_sensitive(this.#at(`mode-${mode}`), mayChangeProxy);
    gtk.gtk_widget_set_sensitive(this.#at('apply'), free && mayChangeProxy);
    this.#showManual();
  }

  #showManual(): void {
    const manual = this.#mode() === 'manual' && this.#view.mayChangeProxy;
    this.#options.gtk.gtk_widget_set_sensitive(this.#at('manual'), manual);
  }

  #mode(): NetworkFields['mode'] {
    const { gtk } = this.#options;
    const active = proxyModes.find((mode) => gtk.gtk_toggle_button_get_active(this.#at(`mode-${mode}`)) === true);
    return active ?? 'policy';
  }

  #typed(name: string): string {
    return String(this.#options.gtk.gtk_entry_get_text(this.#at(name))).trim();
  }

  #say(kind: keyof typeof messages, text: string): void {
    const { gtk } = this.#options;
    const bar = this.#at('message-bar');
    gtk.gtk_info_bar_set_message_type(bar, messages[kind].type);
    const context = gtk.gtk_widget_get_style_context(bar);
    for (const { style } of Object.values(messages)) gtk.gtk_style_context_remove_class(context, style);
    gtk.gtk_style_context_add_class(context, messages[kind].style);
    gtk.gtk_label_set_text(this.#at('message'), text);
    this.#visible('message-bar', true);
  }

  /** One thing at a time; what came of it is said in words. */
  async #do(
    request: ClientRequest,
    focus: string,
    done: (answer: ClientAnswer & { ok: true }) => string,
  ): Promise<void> {
    if (this.#working) return;
    const { gtk, wording, ask } = this.#options;
    this.#working = true;
    this.#say('info', wording.t('window.working'));
    this.#visible('working', true);
    this.#enable();
    const answer = await ask(request);
    if (this.#closed) return;
    this.#working = false;
    this.#visible('working', false);
    // Whoever works with the keyboard goes on where they were: a control that was greyed out has lost the focus.
    this.#enable();
    gtk.gtk_widget_grab_focus(this.#at(focus));
    if (answer === null) this.#say('error', wording.t('window.status.absent'));
    else if (answer.ok) this.#say('info', done(answer));
    else this.#say('error', explainClientFailure(wording, answer.failure));
    await this.#look();
  }

  async #connect(): Promise<void> {
    await this.#do({ do: 'connect' }, 'connect', () => this.#options.wording.t('window.connected'));
  }

  async #register(): Promise<void> {
    const { t } = this.#options.wording;
    const serialNumber = this.#typed('serial');
    if (serialNumber === '') return this.#say('error', t('window.register.blank'));
    await this.#do({ do: 'register', serialNumber }, 'serial', ({ status }) =>
      t('window.register.done', { organization: status.device?.organizationName ?? '' }),
    );
  }

  async #apply(): Promise<void> {
    const { t } = this.#options.wording;
    const proxy = this.#chosenProxy();
    if (proxy === 'invalid') return this.#say('error', t('window.network.invalid'));
    await this.#do({ do: 'set-proxy', proxy }, 'apply', () => t('window.network.applied'));
  }

  #chosenProxy(): ProxyChoice | null | 'invalid' {
    const mode = this.#mode();
    if (mode === 'policy') return null;
    if (mode !== 'manual') return { mode };
    const url = proxyUrlOf(this.#typed('host'), this.#typed('port'));
    if (url === null) return 'invalid';
    const { network } = this.#view;
    return manualChoice(url, url === network.url ? network.urlIpv6 : '', this.#typed('bypass'));
  }
}
