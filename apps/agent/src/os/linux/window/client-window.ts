/** The window as GTK draws it. */
import type { ClientAnswer, ClientRequest } from '../../../client/client-protocol.ts';
import {
  type NetworkFields,
  networkFields,
  type ProxyMode,
  proxyModes,
  statusFields,
  type WindowView,
  type Wording,
} from '../../../client/window-view.ts';
import { type TypedField, type WindowSurface, WindowWork } from '../../../client/window-work.ts';
import { after } from '../../any/after.ts';
import { cssPriority, type Gtk, type Handle } from './gtk.ts';
import { windowLayout, windowStyle } from './window-layout.ts';

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

export class ClientWindow implements WindowSurface {
  readonly #options: ClientWindowOptions;
  readonly #builder: Handle;
  readonly #work: WindowWork;
  #mayChangeProxy = false;
  #shownNetwork = '';

  constructor(options: ClientWindowOptions) {
    this.#options = options;
    const { gtk, wording, ask } = options;
    this.#builder = gtk.gtk_builder_new_from_string(windowLayout(wording.t), -1);
    this.#work = new WindowWork({ surface: this, wording, ask, after });
    this.#dress();
    this.#listen();
  }

  open(): Promise<void> {
    return this.#work.open();
  }

  turnToRegistration(): void {
    this.#options.gtk.gtk_notebook_set_current_page(this.#at('book'), registerPage);
    this.focus('serial');
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
    on('connect', 'clicked', () => void this.#work.connect());
    on('register', 'clicked', () => void this.#work.register());
    on('serial', 'activate', () => void this.#work.register());
    on('apply', 'clicked', () => void this.#work.apply());
    on('close', 'clicked', () => gtk.gtk_widget_destroy(this.#at('window')));
    // What was said belongs to the page it was said on.
    on('book', 'switch-page', () => this.#visible('message-bar', false));
    on('window', 'destroy', () => {
      this.#work.close();
      this.#options.closed();
    });
    for (const mode of proxyModes) on(`mode-${mode}`, 'toggled', () => this.#showManual());
  }

  show(view: WindowView, working: boolean): void {
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
    this.#enable(view, !working);
    this.#visible('working', working);
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
    for (const field of networkFields) gtk.gtk_entry_set_text(this.#at(field), network[field]);
  }

  #enable({ mayConnect, mayRegister, mayChangeProxy }: WindowView, free: boolean): void {
    const { gtk } = this.#options;
    this.#mayChangeProxy = mayChangeProxy;
    gtk.gtk_widget_set_sensitive(this.#at('connect'), free && mayConnect);
    for (const name of ['serial', 'register']) gtk.gtk_widget_set_sensitive(this.#at(name), free && mayRegister);
    for (const mode of proxyModes) gtk.gtk_widget_set_sensitive(this.#at(`mode-${mode}`), mayChangeProxy);
    gtk.gtk_widget_set_sensitive(this.#at('apply'), free && mayChangeProxy);
    this.#showManual();
  }

  #showManual(): void {
    const manual = this.mode() === 'manual' && this.#mayChangeProxy;
    this.#options.gtk.gtk_widget_set_sensitive(this.#at('manual'), manual);
  }

  mode(): ProxyMode {
    const { gtk } = this.#options;
    const active = proxyModes.find((mode) => gtk.gtk_toggle_button_get_active(this.#at(`mode-${mode}`)) === true);
    return active ?? 'policy';
  }

  typed(field: TypedField): string {
    return String(this.#options.gtk.gtk_entry_get_text(this.#at(field)));
  }

  focus(control: string): void {
    this.#options.gtk.gtk_widget_grab_focus(this.#at(control));
  }

  say(kind: keyof typeof messages, text: string): void {
    const { gtk } = this.#options;
    const bar = this.#at('message-bar');
    gtk.gtk_info_bar_set_message_type(bar, messages[kind].type);
    const context = gtk.gtk_widget_get_style_context(bar);
    for (const { style } of Object.values(messages)) gtk.gtk_style_context_remove_class(context, style);
    gtk.gtk_style_context_add_class(context, messages[kind].style);
    gtk.gtk_label_set_text(this.#at('message'), text);
    this.#visible('message-bar', true);
  }
}
