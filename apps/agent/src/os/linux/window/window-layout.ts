/** What stands where in the window, as GtkBuilder reads it; every control has a name that is read out, and a key. */
import type { MessageKey, Translate } from '@sekisho/messages';
import { networkFields, proxyModes, statusFields } from '../../../client/window-view.ts';

type Text = Translate<MessageKey>;

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

type Properties = Readonly<Record<string, string | number | boolean>>;

const property = (name: string, value: string | number | boolean): string =>
  `<property name="${name}">${escapeXml(String(value))}</property>`;

/** @param inside children, packing and relations, as XML */
function object(kind: string, id: string, properties: Properties, inside = ''): string {
  const visible = { visible: true, ...properties };
  const lines = Object.entries(visible).map(([name, value]) => property(name, value));
  return `<object class="Gtk${kind}" id="${id}">${lines.join('')}${inside}</object>`;
}

const child = (what: string, packing: Properties = {}): string => {
  const lines = Object.entries(packing).map(([name, value]) => property(name, value));
  return `<child>${what}${lines.length > 0 ? `<packing>${lines.join('')}</packing>` : ''}</child>`;
};
const cell = (what: string, left: number, top: number): string =>
  child(what, { 'left-attach': left, 'top-attach': top });
const styled = (...names: string[]): string =>
  `<style>${names.map((name) => `<class name="${name}"/>`).join('')}</style>`;
const labelledBy = (target: string): string =>
  `<accessibility><relation type="labelled-by" target="${target}"/></accessibility>`;

const page = { orientation: 'vertical', spacing: 14, 'border-width': 18 } as const;

function note(id: string, text: string): string {
  return object('Label', id, { label: text, wrap: true, xalign: 0, 'max-width-chars': 52, 'width-chars': 40 });
}

function statusPage(t: Text): string {
  const rows = statusFields.map((field, row) => {
    const caption = { label: t(`window.status.${field}`), xalign: 1, yalign: 0 };
    const value = { selectable: true, wrap: true, xalign: 0, hexpand: true, 'max-width-chars': 40 };
    return (
      cell(object('Label', `caption-${field}`, caption, styled('dim-label')), 0, row) +
      cell(object('Label', `value-${field}`, value, labelledBy(`caption-${field}`)), 1, row)
    );
  });
  const grid = object('Grid', 'status-grid', { 'column-spacing': 14, 'row-spacing': 7 }, rows.join(''));
  return object('Box', 'page-status', page, child(note('status-note', '')) + child(grid));
}

function registerPage(t: Text): string {
  const entry = { hexpand: true, 'activates-default': false, 'max-length': 64, 'width-chars': 28 };
  const label = { label: t('window.register.serial'), 'use-underline': true, 'mnemonic-widget': 'serial', xalign: 0 };
  const submit = { label: t('window.register.submit'), 'use-underline': true, halign: 'start' };
  return object(
    'Box',
    'page-register',
    page,
    child(note('register-lead', t('window.register.lead'))) +
      child(object('Label', 'serial-label', label)) +
      child(object('Entry', 'serial', entry)) +
      child(object('Button', 'register', submit, styled('suggested-action'))),
  );
}

function manualFields(t: Text): string {
  const rows = networkFields.map((field, row) => {
    const label = {
      label: t(`window.network.${field}`),
      'use-underline': true,
      'mnemonic-widget': field,
      xalign: 1,
    };
    const isPort = field === 'port' || field === 'portIpv6';
    const longest = isPort ? 5 : field === 'bypass' ? 1000 : 200;
    const entry = { hexpand: !isPort, halign: isPort ? 'start' : 'fill', 'width-chars': isPort ? 6 : 28 } as const;
    return (
      cell(object('Label', `${field}-label`, label), 0, row) +
      cell(object('Entry', field, { ...entry, 'max-length': longest }), 1, row)
    );
  });
  const help = object(
    'Label',
    'bypass-help',
    { label: t('window.network.bypass.help'), xalign: 0, wrap: true },
    styled('dim-label'),
  );
  const grid = { 'column-spacing': 10, 'row-spacing': 7, 'margin-start': 28 };
  return object('Grid', 'manual', grid, rows.join('') + cell(help, 1, networkFields.length));
}

function networkPage(t: Text): string {
  const radios = proxyModes.map((mode) => {
    const group: Properties = mode === 'policy' ? {} : { group: 'mode-policy' };
    const properties = { label: t(`window.network.${mode}`), 'use-underline': true, ...group };
    return child(object('RadioButton', `mode-${mode}`, properties));
  });
  const apply = { label: t('window.network.apply'), 'use-underline': true, halign: 'start' };
  return object(
    'Box',
    'page-network',
    { ...page, spacing: 8 },
    child(note('network-lead', t('window.network.lead'))) +
      radios.join('') +
      child(manualFields(t)) +
      child(object('Button', 'apply', apply, styled('suggested-action'))),
  );
}

function tab(t: Text, name: 'status' | 'register' | 'network', content: string): string {
  const label = object('Label', `tab-${name}`, { label: t(`window.tab.${name}`), 'use-underline': true });
  return `<child>${content}</child><child type="tab">${label}</child>`;
}

function message(): string {
  const label = object('Label', 'message', { wrap: true, xalign: 0, selectable: true, 'max-width-chars': 52 });
  const content = `<child internal-child="content_area">${object('Box', 'message-area', {}, child(label, { expand: true, fill: true }))}</child>`;
  return object('InfoBar', 'message-bar', { visible: false }, content);
}

function footer(t: Text): string {
  const button = (id: string, key: 'window.connect' | 'window.close') =>
    object('Button', id, { label: t(key), 'use-underline': true });
  return object(
    'Box',
    'footer',
    { spacing: 8, 'border-width': 12 },
    child(object('Label', 'badge', { halign: 'start', selectable: true }, styled('badge')), {
      expand: true,
      fill: true,
    }) +
      child(object('Spinner', 'working', { active: true, visible: false })) +
      child(button('connect', 'window.connect')) +
      child(button('close', 'window.close')),
  );
}

export function windowLayout(t: Text): string {
  const tabs = [
    tab(t, 'status', statusPage(t)),
    tab(t, 'register', registerPage(t)),
    tab(t, 'network', networkPage(t)),
  ];
  const book = object('Notebook', 'book', { vexpand: true }, tabs.join(''));
  const all = object('Box', 'all', { orientation: 'vertical' }, child(message()) + child(book) + child(footer(t)));
  const frame = { visible: false, title: t('window.title'), 'icon-name': 'sekisho', 'default-width': 580 };
  return `<interface>${object('Window', 'window', frame, child(all))}</interface>`;
}

/** The colours of the states, readable on light and dark themes alike. */
export const windowStyle = `
  .badge { font-weight: bold; padding: 4px 10px; border-radius: 4px; }
  .badge.registered { background: #1f6f43; color: #ffffff; }
  .badge.deregistered { background: #a3242f; color: #ffffff; }
  .badge.unregistered, .badge.absent { background: #5b5f66; color: #ffffff; }
  infobar.said > revealer > box { background: #e4eefb; color: #10243c; }
  infobar.refused > revealer > box { background: #fbe3e4; color: #5f1017; }
  infobar.said label, infobar.refused label { color: inherit; }
`;
