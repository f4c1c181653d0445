// The part of the untyped npm package `x11` that the lock screen uses.

declare module 'x11' {
  import type { EventEmitter } from 'node:events';
  import type { Duplex } from 'node:stream';

  namespace x11 {
    type Callback<T> = (error: Error | null | undefined, value: T) => boolean | undefined;

    interface Visual {
      vid: number;
      class: number;
      red_mask: number;
      green_mask: number;
      blue_mask: number;
    }

    interface Screen {
      root: number;
      pixel_width: number;
      pixel_height: number;
      root_visual: number;
      root_depth: number;
      depths: Record<string, Record<string, Visual>>;
    }

    interface Display {
      client: Client;
      screen: Screen[];
      format: Record<string, { bits_per_pixel: number; scanline_pad: number }>;
      image_byte_order: number;
      max_request_length: number;
    }

    interface XEvent {
      type: number;
      name?: string;
      wid?: number;
      wid1?: number;
      event?: number;
      parent?: number;
      aboveSibling?: number;
      state?: number;
      width?: number;
      height?: number;
      root?: number;
    }

    interface WindowValues {
      backgroundPixmap?: number;
      backgroundPixel?: number;
      overrideRedirect?: boolean;
      eventMask?: number;
      cursor?: number;
    }

    interface Rgb {
      R: number;
      G: number;
      B: number;
    }

    interface Extension {
      majorOpcode: number;
      firstEvent: number;
    }

    interface Composite extends Extension {
      GetOverlayWindow(window: number, callback: Callback<number>): void;
      ReleaseOverlayWindow(window: number): void;
    }

    interface RandR extends Extension {
      major_version: number;
      minor_version: number;
      SelectInput(window: number, mask: number): void;
      GetScreenResources(window: number, callback: Callback<{ crtcs: number[]; config_timestamp: number }>): void;
      GetCrtcInfo(
        crtc: number,
        configTimestamp: number,
        callback: Callback<{ x: number; y: number; width: number; height: number; mode: number }>,
      ): void;
    }

    interface XInput extends Extension {
      AllMasterDevices: number;
      DeviceType: { MasterPointer: number };
      EventMask: Record<
        'KeyPress' | 'KeyRelease' | 'ButtonPress' | 'ButtonRelease' | 'TouchBegin' | 'TouchUpdate' | 'TouchEnd',
        number
      >;
      XIQueryVersion(
        major: number,
        minor: number,
        callback: Callback<{ majorVersion: number; minorVersion: number }>,
      ): void;
      XIQueryDevice(device: number, callback: Callback<{ deviceId: number; use: number }[]>): void;
    }

    interface Xkb extends Extension {
      UseCoreKbd: number;
      UseExtension(major: number, minor: number, callback: Callback<{ supported: number }>): void;
      GetState(device: number, callback: Callback<{ mods: number; lockedMods: number; lockedGroup: number }>): void;
      LatchLockState(
        device: number,
        affectModLocks: number,
        modLocks: number,
        lockGroup: boolean,
        groupLock: number,
        affectModLatches: number,
        modLatches: number,
        latchGroup: boolean,
        groupLatch: number,
      ): void;
    }

    interface Dpms extends Extension {
      /** 0 is on. */
      ForceLevel(level: number): void;
    }

    interface XResource extends Extension {
      QueryClientIds(specs: { client: number; mask: number }[], callback: Callback<{ value: number[] }[]>): void;
    }

    interface Client extends EventEmitter {
      display: Display;
      seq_num: number;
      replies: Record<
        number,
        [(buffer: Buffer) => unknown, (error: Error | null | undefined, value: never) => unknown]
      >;
      pack_stream: { put(bytes: Buffer): void; submit(expectsReply?: boolean): void };
      AllocID(): number;
      require(name: 'composite', callback: Callback<Composite>): void;
      require(name: 'randr', callback: Callback<RandR>): void;
      require(name: 'xinput', callback: Callback<XInput>): void;
      require(name: 'xkb', callback: Callback<Xkb>): void;
      require(name: 'dpms', callback: Callback<Dpms>): void;
      require(name: 'res', callback: Callback<XResource>): void;
      ForceScreenSaver(activate: boolean): void;
      terminate(): void;
      sync(callback: (error: Error | null) => void): void;
      QueryExtension(name: string, callback: Callback<Extension & { present: number }>): void;
      InternAtom(onlyIfExists: boolean, name: string, callback: Callback<number>): void;
      CreateWindow(
        id: number,
        parent: number,
        x: number,
        y: number,
        width: number,
        height: number,
        borderWidth: number,
        depth: number,
        windowClass: number,
        visual: number,
        values: WindowValues,
      ): void;
      ChangeWindowAttributes(id: number, values: WindowValues): void;
      GetWindowAttributes(
        id: number,
        callback: Callback<{ mapState: number; overrideRedirect: number | boolean; klass: number }>,
      ): void;
      GetGeometry(id: number, callback: Callback<{ width: number; height: number }>): void;
      DestroyWindow(id: number): void;
      MapWindow(id: number): void;
      UnmapWindow(id: number): void;
      RaiseWindow(id: number): void;
      ResizeWindow(id: number, width: number, height: number): void;
      QueryTree(id: number, callback: Callback<{ root: number; parent: number; children: number[] }>): void;
      ChangeProperty(
        mode: number,
        window: number,
        name: number,
        type: number,
        format: 8 | 16 | 32,
        data: Buffer | number[],
      ): void;
      GetProperty(
        remove: number,
        window: number,
        name: number,
        type: number,
        offset: number,
        length: number,
        callback: Callback<{ type: number; format: number; data: Buffer }>,
      ): void;
      GrabKeyboard(
        window: number,
        ownerEvents: boolean,
        time: number,
        pointerMode: number,
        keyboardMode: number,
        callback: Callback<number>,
      ): void;
      GrabPointer(
        window: number,
        ownerEvents: boolean,
        mask: number,
        pointerMode: number,
        keyboardMode: number,
        confineTo: number,
        cursor: number,
        time: number,
        callback: Callback<number>,
      ): void;
      UngrabKeyboard(time: number): void;
      UngrabPointer(time: number): void;
      GrabServer(): void;
      UngrabServer(): void;
      SetInputFocus(window: number, revertTo: number): void;
      GetInputFocus(callback: Callback<{ focus: number; revertTo: number }>): void;
      SetCloseDownMode(mode: number): void;
      KillClient(resource: number): void;
      CreatePixmap(id: number, drawable: number, depth: number, width: number, height: number): void;
      FreePixmap(id: number): void;
      CreateCursor(id: number, source: number, mask: number, fore: Rgb, back: Rgb, x: number, y: number): void;
      CreateGC(id: number, drawable: number, values: Record<string, number>): void;
      FreeGC(id: number): void;
      ClearArea(window: number, x: number, y: number, width: number, height: number, exposures: boolean): void;
      PutImage(
        format: number,
        drawable: number,
        gc: number,
        width: number,
        height: number,
        x: number,
        y: number,
        leftPad: number,
        depth: number,
        data: Buffer,
      ): void;
      GetImage(
        format: number,
        drawable: number,
        x: number,
        y: number,
        width: number,
        height: number,
        planeMask: number,
        callback: Callback<{ depth: number; data: Buffer }>,
      ): void;
    }

    interface ClientOptions {
      display: string;
      stream: Duplex;
      auth: { name: string; data: string };
      disableBigRequests: boolean;
    }
  }

  const x11: {
    createClient(
      options: x11.ClientOptions,
      ready: (error: Error | null | undefined, display: x11.Display) => void,
    ): x11.Client;
  };
  export = x11;
}
