/**
 * Messages to objects of AppKit, through the runtime of Objective-C. `objc_msgSend` must be called as the very function that the method is (Apple,
 * Objective-C Runtime), so each message has its types here, and nothing that is not here can be sent.
 */
import type { Koffi } from '../../any/koffi.ts';

/** An object, as an address; `null`: none. */
export type Id = bigint | number | null;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Result, then arguments: as many as the selector has colons. */
export const messages = {
  // NSObject, NSArray, NSString, NSData, NSDate
  new: ['id'],
  alloc: ['id'],
  drain: ['void'],
  release: ['void'],
  count: ['uint64'],
  'objectAtIndex:': ['id', 'uint64'],
  'stringWithUTF8String:': ['id', 'text'],
  'dataWithBytes:length:': ['id', 'bytes', 'uint64'],
  distantPast: ['id'],
  // NSApplication
  sharedApplication: ['id'],
  'setActivationPolicy:': ['bool', 'int64'],
  finishLaunching: ['void'],
  'setPresentationOptions:': ['void', 'uint64'],
  currentSystemPresentationOptions: ['uint64'],
  'activateIgnoringOtherApps:': ['void', 'bool'],
  isActive: ['bool'],
  'nextEventMatchingMask:untilDate:inMode:dequeue:': ['id', 'uint64', 'id', 'id', 'bool'],
  'sendEvent:': ['void', 'id'],
  // NSEvent, NSScreen, NSColor
  type: ['uint64'],
  screens: ['id'],
  frame: ['rectangle'],
  backingScaleFactor: ['double'],
  'colorWithSRGBRed:green:blue:alpha:': ['id', 'double', 'double', 'double', 'double'],
  // NSWindow, NSView, NSImage, NSImageView
  'initWithContentRect:styleMask:backing:defer:': ['id', 'rectangle', 'uint64', 'uint64', 'bool'],
  'setReleasedWhenClosed:': ['void', 'bool'],
  'setLevel:': ['void', 'int64'],
  'setOpaque:': ['void', 'bool'],
  'setHasShadow:': ['void', 'bool'],
  'setCanHide:': ['void', 'bool'],
  'setHidesOnDeactivate:': ['void', 'bool'],
  'setCanBecomeVisibleWithoutLogin:': ['void', 'bool'],
  'setCollectionBehavior:': ['void', 'uint64'],
  'setBackgroundColor:': ['void', 'id'],
  contentView: ['id'],
  'addSubview:': ['void', 'id'],
  'setFrame:': ['void', 'rectangle'],
  'initWithData:': ['id', 'id'],
  'imageViewWithImage:': ['id', 'id'],
  'setImageScaling:': ['void', 'uint64'],
  orderFrontRegardless: ['void'],
  display: ['void'],
  isVisible: ['bool'],
  close: ['void'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Selector = keyof typeof messages;
export type Value = Id | boolean | string | Rectangle | Uint8Array;

export interface ObjectiveC {
  /** @throws where AppKit knows no such class */
  classNamed(name: string): Id;
  /** @throws where there is no receiver: a message to none would answer nothing and do nothing */
  send(receiver: Id, selector: Selector, ...values: readonly Value[]): unknown;
  /** Above everything else that is drawn: CGShieldingWindowLevel(). */
  shieldingLevel(): number;
}

const frameworks = '/System/Library/Frameworks';
const types = {
  void: 'void',
  id: 'void *',
  bool: 'bool',
  int64: 'int64_t',
  uint64: 'uint64_t',
  double: 'double',
  text: 'const char *',
  bytes: 'const uint8_t *',
  rectangle: 'SekishoRectangle',
} as const;

export function openObjectiveC(koffi: Koffi, architecture: string = process.arch): ObjectiveC {
  koffi.load(`${frameworks}/AppKit.framework/AppKit`);
  const objc = koffi.load('/usr/lib/libobjc.A.dylib');
  const getClass = objc.func('void *objc_getClass(const char *name)');
  const registerName = objc.func('void *sel_registerName(const char *name)');
  koffi.struct(types.rectangle, { x: 'double', y: 'double', width: 'double', height: 'double' });
  const known = new Map<Selector, { selector: unknown; call: (...values: unknown[]) => unknown }>();

  function messageOf(name: Selector) {
    const found = known.get(name);
    if (found !== undefined) return found;
    const [result, ...parameters]: readonly (keyof typeof types)[] = messages[name];
    // On Intel, what is too large for registers comes back by another entry; on Apple silicon there is but one.
    const entry = result === 'rectangle' && architecture === 'x64' ? 'objc_msgSend_stret' : 'objc_msgSend';
    const call = objc.func(entry, types[result], ['void *', 'void *', ...parameters.map((each) => types[each])]);
    const message = { selector: registerName(name) as unknown, call: call as (...values: unknown[]) => unknown };
    known.set(name, message);
    return message;
  }

  return {
    classNamed(name) {
      const found = getClass(name) as Id;
      if (found === null) throw new Error(`AppKit knows no ${name}`);
      return found;
    },
    send(receiver, selector, ...values) {
      if (receiver === null) throw new Error(`nothing there to be asked for ${selector}`);
      const { selector: name, call } = messageOf(selector);
      return call(receiver, name, ...values);
    },
    shieldingLevel: () =>
      koffi
        .load(`${frameworks}/CoreGraphics.framework/CoreGraphics`)
        .func('int32_t CGShieldingWindowLevel(void)')() as number,
  };
}
