/** The few functions of GTK 3 that the window needs, by their own names, and its main loop turned from Node's. */
import type { Koffi } from '../../any/koffi.ts';

/** A pointer; nothing looks into it. */
export type Handle = unknown;
type Callback = (widget: Handle, data: Handle) => void;

const declarations = {
  gtk_init_check: 'bool gtk_init_check(void *argc, void *argv)',
  g_set_prgname: 'void g_set_prgname(const char *name)',
  g_main_context_iteration: 'bool g_main_context_iteration(void *context, bool mayBlock)',
  gtk_builder_new_from_string: 'void *gtk_builder_new_from_string(const char *xml, long length)',
  gtk_builder_get_object: 'void *gtk_builder_get_object(void *builder, const char *name)',
  gtk_widget_show: 'void gtk_widget_show(void *widget)',
  gtk_widget_set_visible: 'void gtk_widget_set_visible(void *widget, bool visible)',
  gtk_widget_set_sensitive: 'void gtk_widget_set_sensitive(void *widget, bool sensitive)',
  gtk_widget_grab_focus: 'void gtk_widget_grab_focus(void *widget)',
  gtk_widget_destroy: 'void gtk_widget_destroy(void *widget)',
  gtk_window_present: 'void gtk_window_present(void *window)',
  gtk_label_set_text: 'void gtk_label_set_text(void *label, const char *text)',
  gtk_entry_get_text: 'const char *gtk_entry_get_text(void *entry)',
  gtk_entry_set_text: 'void gtk_entry_set_text(void *entry, const char *text)',
  gtk_toggle_button_get_active: 'bool gtk_toggle_button_get_active(void *button)',
  gtk_toggle_button_set_active: 'void gtk_toggle_button_set_active(void *button, bool active)',
  gtk_notebook_set_current_page: 'void gtk_notebook_set_current_page(void *notebook, int page)',
  gtk_info_bar_set_message_type: 'void gtk_info_bar_set_message_type(void *bar, int type)',
  gtk_widget_get_style_context: 'void *gtk_widget_get_style_context(void *widget)',
  gtk_style_context_add_class: 'void gtk_style_context_add_class(void *context, const char *name)',
  gtk_style_context_remove_class: 'void gtk_style_context_remove_class(void *context, const char *name)',
  gtk_css_provider_new: 'void *gtk_css_provider_new()',
  gtk_css_provider_load_from_data:
    'bool gtk_css_provider_load_from_data(void *provider, const char *css, long length, void *error)',
  gtk_style_context_add_provider_for_screen:
    'void gtk_style_context_add_provider_for_screen(void *screen, void *provider, unsigned int priority)',
  gdk_screen_get_default: 'void *gdk_screen_get_default()',
} as const;

type GtkFunctions = { readonly [Name in keyof typeof declarations]: (...args: unknown[]) => unknown };

export interface Gtk extends GtkFunctions {
  /** Calls back on this thread, while the loop turns. */
  connect(widget: Handle, signal: string, callback: () => void): void;
  /** Turns the main loop until `stop`. */
  turn(): { stop(): void };
}

/** `no-gtk`: the library is not on this machine. `no-display`: there is nothing to draw on. */
export type GtkFault = 'no-gtk' | 'no-display';

/** Above what applications set, below what users set. */
export const cssPriority = 600;

export function loadGtk(koffi: Koffi, programName: string): Gtk | GtkFault {
  let library: ReturnType<Koffi['load']>;
  try {
    library = koffi.load('libgtk-3.so.0');
  } catch {
    return 'no-gtk';
  }
  const functions = Object.fromEntries(
    Object.entries(declarations).map(([name, declaration]) => [name, library.func(declaration)]),
  ) as unknown as GtkFunctions;
  const prototype = koffi.proto('void SekishoSignal(void *widget, void *data)');
  const connectData = library.func(
    'unsigned long g_signal_connect_data(void *instance, const char *signal, SekishoSignal *callback, void *data, void *free, int flags)',
  );
  functions.g_set_prgname(programName);
  if (functions.gtk_init_check(null, null) !== true) return 'no-display';
  return {
    ...functions,
    connect(widget, signal, callback) {
      const handler: Callback = () => callback();
      connectData(widget, signal, koffi.register(handler, koffi.pointer(prototype)), null, null, 0);
    },
    turn: () => turnLoop(functions),
  };
}

const busyMs = 10;
const idleMs = 50;
/** After so many looks at nothing, the loop slows down. */
const idleAfter = 100;
const mostAtOnce = 200;

function turnLoop(gtk: GtkFunctions): { stop(): void } {
  let timer: NodeJS.Timeout;
  let quiet = 0;
  const turn = () => {
    let events = 0;
    while (events < mostAtOnce && gtk.g_main_context_iteration(null, false) === true) events += 1;
    quiet = events > 0 ? 0 : quiet + 1;
    timer = setTimeout(turn, quiet > idleAfter ? idleMs : busyMs);
  };
  timer = setTimeout(turn, 0);
  return { stop: () => clearTimeout(timer) };
}
