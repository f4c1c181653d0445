/**
 * The displays of the session this process runs in: a window over each, above everything else, and presentation options that take away the Dock, the
 * menu bar, switching, Force Quit and logging out (Apple, NSApplication.PresentationOptions). Keys and clicks come to the application in front and
 * end here. That all of it holds is asked of AppKit, never assumed.
 */
import type { Id, ObjectiveC, Rectangle } from './objective-c.ts';
import type { MacScreen, ScreenPicture } from './picture.ts';

export interface MacDesktop {
  screens(): MacScreen[];
  /** Puts these pictures up, one a screen, in place of what was there. */
  cover(pictures: readonly { readonly screen: MacScreen; readonly picture: ScreenPicture }[]): void;
  /** Above all others and in front again. */
  hold(): void;
  /** Every window is up, this application is in front, and the options are in force. */
  isHolding(): boolean;
  /** Handles what is waiting; to be called many times a second. @returns whether a key or a button was pressed */
  pump(): boolean;
  uncover(): void;
}

/** No icon in the Dock: NSApplicationActivationPolicyAccessory. */
const accessory = 1;
/** HideDock, HideMenuBar, DisableAppleMenu, DisableProcessSwitching, DisableForceQuit, DisableSessionTermination, DisableHideApplication. */
const presentation = [1, 3, 4, 5, 6, 7, 8].reduce((options, bit) => options + (1 << bit), 0);
/** CanJoinAllSpaces, Stationary, IgnoresCycle, FullScreenAuxiliary. */
const everywhere = (1 << 0) | (1 << 4) | (1 << 6) | (1 << 8);
const borderless = 0;
const buffered = 2;
const axesIndependently = 1;
const anyEvent = 0xffff_ffff_ffff_ffffn;
/** NSDefaultRunLoopMode, by its value. */
const defaultMode = 'kCFRunLoopDefaultMode';
/** AppKitDefined and ApplicationDefined: the application's own affairs. Everything else is somebody's hand. */
const ownEvents: ReadonlySet<number> = new Set([13, 15]);
/** LeftMouseDown, RightMouseDown, KeyDown, OtherMouseDown. */
const pressed: ReadonlySet<number> = new Set([1, 3, 10, 25]);
const mostEvents = 200;

/**
 * @param place `log-on`: over the log-on window, where nothing is to be protected yet. There windows must ask to be visible, and neither the front
 * nor the options are taken: who has to log on must be able to.
 */
export function openDesktop(objc: ObjectiveC, place: 'session' | 'log-on' = 'session'): MacDesktop {
  const isSession = place === 'session';
  const { send, classNamed } = objc;
  const application = send(classNamed('NSApplication'), 'sharedApplication') as Id;
  const level = objc.shieldingLevel();
  let windows: Id[] = [];
  send(application, 'setActivationPolicy:', accessory);
  send(application, 'finishLaunching');

  /** What AppKit makes on the way is given back at the end of each turn. */
  function turn<T>(act: () => T): T {
    const pool = send(classNamed('NSAutoreleasePool'), 'new') as Id;
    try {
      return act();
    } finally {
      send(pool, 'drain');
    }
  }

  function imageView(png: Buffer, place: Rectangle): Id {
    const data = send(classNamed('NSData'), 'dataWithBytes:length:', png, png.length) as Id;
    const image = send(send(classNamed('NSImage'), 'alloc') as Id, 'initWithData:', data) as Id;
    const view = send(classNamed('NSImageView'), 'imageViewWithImage:', image) as Id;
    send(image, 'release');
    send(view, 'setImageScaling:', axesIndependently);
    send(view, 'setFrame:', place);
    return view;
  }

  function openWindow(frame: Rectangle, { background: { red, green, blue }, texts }: ScreenPicture): Id {
    const made = send(classNamed('NSWindow'), 'alloc') as Id;
    const window = send(made, 'initWithContentRect:styleMask:backing:defer:', frame, borderless, buffered, false) as Id;
    // Closed, it goes with what it holds; `close` is the only way it does.
    send(window, 'setReleasedWhenClosed:', true);
    send(window, 'setLevel:', level);
    send(window, 'setOpaque:', true);
    send(window, 'setHasShadow:', false);
    send(window, 'setCanHide:', false);
    send(window, 'setHidesOnDeactivate:', false);
    send(window, 'setCollectionBehavior:', everywhere);
    if (!isSession) send(window, 'setCanBecomeVisibleWithoutLogin:', true);
    const share = (value: number) => value / 255;
    const colour = [red, green, blue].map(share);
    const [r = 0, g = 0, b = 0] = colour;
    const filled = send(classNamed('NSColor'), 'colorWithSRGBRed:green:blue:alpha:', r, g, b, 1) as Id;
    send(window, 'setBackgroundColor:', filled);
    const content = send(window, 'contentView') as Id;
    for (const { png, place } of texts) send(content, 'addSubview:', imageView(png, place));
    send(window, 'orderFrontRegardless');
    send(window, 'display');
    return window;
  }

  return {
    screens: () =>
      turn(() => {
        const list = send(classNamed('NSScreen'), 'screens') as Id;
        return Array.from({ length: Number(send(list, 'count')) }, (_, index): MacScreen => {
          const screen = send(list, 'objectAtIndex:', index) as Id;
          const frame = send(screen, 'frame') as Rectangle;
          return { frame, scale: Number(send(screen, 'backingScaleFactor')) };
        });
      }),
    cover: (pictures) =>
      turn(() => {
        const before = windows;
        windows = pictures.map(({ screen, picture }) => openWindow(screen.frame, picture));
        for (const window of before) send(window, 'close');
      }),
    hold: () =>
      turn(() => {
        if (isSession) {
          send(application, 'setPresentationOptions:', presentation);
          send(application, 'activateIgnoringOtherApps:', true);
        }
        for (const window of windows) send(window, 'orderFrontRegardless');
      }),
    isHolding: () =>
      turn(() => {
        const isUp = windows.length > 0 && windows.every((window) => send(window, 'isVisible') === true);
        if (!isSession) return isUp;
        const options = Number(send(application, 'currentSystemPresentationOptions'));
        return isUp && send(application, 'isActive') === true && (options & presentation) === presentation;
      }),
    pump: () =>
      turn(() => {
        const past = send(classNamed('NSDate'), 'distantPast') as Id;
        const mode = send(classNamed('NSString'), 'stringWithUTF8String:', defaultMode) as Id;
        let isPressed = false;
        for (let count = 0; count < mostEvents; count += 1) {
          const next = 'nextEventMatchingMask:untilDate:inMode:dequeue:';
          const event = send(application, next, anyEvent, past, mode, true) as Id;
          if (event === null) break;
          const type = Number(send(event, 'type'));
          isPressed ||= pressed.has(type);
          if (ownEvents.has(type)) send(application, 'sendEvent:', event);
        }
        return isPressed;
      }),
    uncover: () =>
      turn(() => {
        for (const window of windows) send(window, 'close');
        windows = [];
        if (isSession) send(application, 'setPresentationOptions:', 0);
      }),
  };
}
