/** AppKit as a double: it writes down each message with receiver and values, and answers as the documentation says. What does not fit throws. */
import {
  type Id,
  messages,
  type ObjectiveC,
  type Rectangle,
  type Selector,
  type Value,
} from '../../../../src/os/macos/lock-screen/objective-c.ts';

export interface RecordedAppKit extends ObjectiveC {
  /** `NSWindow#3 setLevel: 2147483628` */
  readonly said: string[];
  screens: { readonly frame: Rectangle; readonly scale: number }[];
  /** Types of the events that wait. */
  events: number[];
  /** The system lets the application come to the front. */
  mayActivate: boolean;
  /** Made and not yet closed. */
  windows(): number;
  /** Pools that were made and not drained. */
  openPools(): number;
  /** Another application takes the front, or a window is put away. */
  disturb(what: 'front' | 'window' | 'options'): void;
}

interface Thing {
  readonly kind: string;
  readonly value?: unknown;
  visible?: boolean;
}

const fits: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: (value) => value === null || typeof value === 'number',
  bool: (value) => typeof value === 'boolean',
  int64: (value) => Number.isInteger(value),
  uint64: (value) => typeof value === 'bigint' || (Number.isInteger(value) && Number(value) >= 0),
  double: (value) => typeof value === 'number',
  text: (value) => typeof value === 'string',
  bytes: (value) => value instanceof Uint8Array,
  rectangle: (value) =>
    ['x', 'y', 'width', 'height'].every((key) => Number.isFinite((value as Record<string, number>)[key])),
};

export function recordAppKit(): RecordedAppKit {
  const things = new Map<number, Thing>();
  const classes = new Map<string, number>();
  let options = 0;
  let active = false;
  const make = (thing: Thing): number => {
    things.set(things.size + 1, thing);
    return things.size;
  };
  const ofKind = (kind: string) => [...things.values()].filter((thing) => thing.kind === kind);

  function answer(self: Thing, selector: Selector, values: readonly Value[]): unknown {
    const [first] = values;
    switch (selector) {
      case 'new':
      case 'alloc':
        return make({ kind: String(self.value), visible: true });
      case 'drain':
        self.visible = false;
        return undefined;
      case 'sharedApplication':
        return make({ kind: 'NSApp' });
      case 'setActivationPolicy:':
        return true;
      case 'setPresentationOptions:':
        options = Number(first);
        return undefined;
      case 'currentSystemPresentationOptions':
        return active ? options : 0;
      case 'activateIgnoringOtherApps:':
        active = appKit.mayActivate;
        return undefined;
      case 'isActive':
        return active;
      case 'nextEventMatchingMask:untilDate:inMode:dequeue:': {
        const type = appKit.events.shift();
        return type === undefined ? null : make({ kind: 'NSEvent', value: type });
      }
      case 'type':
        return self.value;
      case 'screens':
        return make({ kind: 'NSArray', value: appKit.screens });
      case 'count':
        return (self.value as unknown[]).length;
      case 'objectAtIndex:':
        return make({ kind: 'NSScreen', value: (self.value as unknown[])[Number(first)] });
      case 'frame':
        return (self.value as { frame: Rectangle }).frame;
      case 'backingScaleFactor':
        return (self.value as { scale: number }).scale;
      case 'initWithContentRect:styleMask:backing:defer:':
      case 'initWithData:':
        return [...things].find(([, thing]) => thing === self)?.[0];
      case 'orderFrontRegardless':
        self.visible = true;
        return undefined;
      case 'isVisible':
        return self.visible === true;
      case 'close':
        self.visible = false;
        return undefined;
      default:
        return messages[selector][0] === 'id' ? make({ kind: selector.replace(/:.*/, '') }) : undefined;
    }
  }

  const appKit: RecordedAppKit = {
    said: [],
    screens: [{ frame: { x: 0, y: 0, width: 1440, height: 900 }, scale: 2 }],
    events: [],
    mayActivate: true,
    windows: () => ofKind('NSWindow').filter(({ visible }) => visible).length,
    openPools: () => ofKind('NSAutoreleasePool').filter(({ visible }) => visible).length,
    disturb(what) {
      if (what === 'front') active = false;
      if (what === 'options') options = 0;
      const [window] = ofKind('NSWindow').filter(({ visible }) => visible);
      if (what === 'window' && window !== undefined) window.visible = false;
    },
    classNamed(name) {
      const known = classes.get(name) ?? make({ kind: 'class', value: name });
      classes.set(name, known);
      return known;
    },
    send(receiver: Id, selector, ...values) {
      const self = things.get(Number(receiver));
      if (self === undefined) throw new Error(`${selector} to nothing`);
      const [, ...parameters] = messages[selector] as readonly string[];
      if (values.length !== parameters.length) throw new Error(`${selector} takes ${parameters.length} values`);
      for (const [index, parameter] of parameters.entries())
        if (fits[parameter]?.(values[index]) !== true) throw new Error(`${selector}: no ${parameter}`);
      const name = self.kind === 'class' ? String(self.value) : self.kind;
      const shown = values.map((value) => {
        if (value instanceof Uint8Array) return 'bytes';
        return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
      });
      appKit.said.push([name, selector, ...shown].join(' '));
      return answer(self, selector, values);
    },
    shieldingLevel: () => 2_147_483_628,
  };
  return appKit;
}
