/** The window as Windows draws it. */
import type { ClientAnswer, ClientRequest } from '../../../client/client-protocol.ts';
import {
  type NetworkFields,
  networkFields,
  type ProxyMode,
  proxyModes,
  type WindowView,
  type Wording,
} from '../../../client/window-view.ts';
import { type TypedField, type WindowSurface, WindowWork } from '../../../client/window-work.ts';
import { after } from '../../any/after.ts';
import type { Koffi } from '../../any/koffi.ts';
import { NativeDialog } from './native-dialog.ts';
import { statusText } from './status-text.ts';
import { ids, longest, manualIds, pageOf, pages, windowDialog, withKey } from './window-layout.ts';

/** In dialog units. */
const valueColumn = 84;

export interface ClientWindowOptions {
  readonly koffi: Koffi;
  readonly wording: Wording;
  readonly iconFile: string;
  readonly ask: (request: ClientRequest) => Promise<ClientAnswer | null>;
  readonly closed: () => void;
}

export class ClientWindow implements WindowSurface {
  readonly #dialog: NativeDialog;
  readonly #work: WindowWork;
  readonly #shownTexts = new Map<number, string>();
  readonly #wording: Wording;
  #mayChangeProxy = false;
  #shownNetwork = '';

  constructor({ koffi, wording, iconFile, ask, closed }: ClientWindowOptions) {
    this.#wording = wording;
    const { t } = wording;
    this.#work = new WindowWork({ surface: this, wording, ask, after });
    const titles = pages.map((page) => withKey(t(`window.tab.${page}`)));
    const book = { id: ids.book, titles, isOnPage: (id: number) => pageOf(id) !== null };
    this.#dialog = new NativeDialog(koffi, (font) => windowDialog(t, font), book, {
      pressed: (id) => this.#pressed(id),
      turnedTo: (page) => this.#turnedTo(page),
      closed: () => {
        this.#work.close();
        closed();
      },
    });
    this.#dialog.setIcon(iconFile);
    this.#dialog.setTabStop(ids.status, valueColumn);
    for (const [field, letters] of Object.entries(longest)) this.#dialog.limit(ids[field as TypedField], letters);
    this.#dialog.turnTo(0);
  }

  open(): Promise<void> {
    return this.#work.open();
  }

  present(): void {
    this.#dialog.present();
  }

  #pressed(id: number): void {
    if (id === ids.close) this.#dialog.close();
    else if (id === ids.connect) void this.#work.connect();
    else if (id === ids.register) void this.#work.register();
    else if (id === ids.apply) void this.#work.apply();
    else if (proxyModes.some((mode) => ids[mode] === id)) this.#showManual();
  }

  #turnedTo(page: number): void {
    for (const id of Object.values(ids)) {
      const own = pageOf(id);
      if (own !== null) this.#dialog.setVisible(id, own === pages[page]);
    }
    // What was said belongs to the page it was said on.
    this.#text(ids.message, '');
    this.#chooseDefault();
  }

  #chooseDefault(): void {
    const own = { status: ids.connect, register: ids.register, network: ids.apply }[
      pages[this.#dialog.page()] ?? 'status'
    ];
    this.#dialog.setDefault(this.#dialog.isUsable(own) ? own : ids.connect);
  }

  turnToRegistration(): void {
    this.#dialog.turnTo(pages.indexOf('register'));
    this.focus('serial');
  }

  show(view: WindowView, working: boolean): void {
    this.#text(ids.badge, view.badge);
    this.#text(ids.status, statusText(view, this.#wording.t));
    this.#text(ids.registerLead, view.registerLead);
    this.#text(ids.networkLead, view.networkLead);
    this.#showNetwork(view.network);
    this.#enable(view, !working);
  }

  /** Written only when it changed: a screen reader would read it out again, and a selection would be lost. */
  #text(id: number, text: string): void {
    if (this.#shownTexts.get(id) === text) return;
    this.#shownTexts.set(id, text);
    this.#dialog.setText(id, text);
  }

  /** What a person is typing is left alone: only what the agent says anew is written. */
  #showNetwork(network: NetworkFields): void {
    const said = JSON.stringify(network);
    if (said === this.#shownNetwork) return;
    this.#shownNetwork = said;
    this.#dialog.choose(ids.policy, ids.manual, ids[network.mode]);
    for (const field of networkFields) this.#dialog.setText(ids[field], network[field]);
  }

  #enable({ mayConnect, mayRegister, mayChangeProxy }: WindowView, free: boolean): void {
    this.#mayChangeProxy = mayChangeProxy;
    this.#dialog.setUsable(ids.connect, free && mayConnect);
    for (const id of [ids.serialLabel, ids.serial, ids.register]) this.#dialog.setUsable(id, free && mayRegister);
    for (const mode of proxyModes) this.#dialog.setUsable(ids[mode], mayChangeProxy);
    this.#dialog.setUsable(ids.apply, free && mayChangeProxy);
    this.#showManual();
    this.#dialog.keepFocus();
    this.#chooseDefault();
  }

  #showManual(): void {
    const usable = this.mode() === 'manual' && this.#mayChangeProxy;
    for (const id of manualIds) this.#dialog.setUsable(id, usable);
  }

  say(_kind: 'info' | 'error', text: string): void {
    this.#text(ids.message, text);
    this.#dialog.alert(ids.message);
  }

  focus(control: 'connect' | 'serial' | 'apply'): void {
    this.#dialog.focus(this.#dialog.isUsable(ids[control]) ? ids[control] : ids.book);
  }

  typed(field: TypedField): string {
    return this.#dialog.text(ids[field]);
  }

  mode(): ProxyMode {
    return proxyModes.find((mode) => this.#dialog.isChosen(ids[mode])) ?? 'policy';
  }
}
