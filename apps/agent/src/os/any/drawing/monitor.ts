// Where a monitor stands on the desktop, in pixels.

export interface Monitor {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
