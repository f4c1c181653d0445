/** A person's session on this machine, whoever told of it. */
export interface LoginSession {
  readonly user: string;
  /** `seat0` for whoever sits at the machine; blank for a remote session. */
  readonly seat: string;
  /** `x11`, `wayland`, `tty`, `ssh` … */
  readonly kind: string;
  readonly active: boolean;
  readonly sinceMs: number | null;
}
