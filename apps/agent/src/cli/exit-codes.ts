/** Exit codes of the command line, after sysexits(3) where it has one. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** `status`: no agent is running; `service stop`: there is no service. */
  notRunning: 3,
  /** `uninstall`: why it may not be. */
  passwordWrong: 5,
  passwordNeeded: 6,
  locked: 7,
  usage: 64,
  /** `setup`: everything is in place, and the server could not be reached yet. */
  later: 75,
  /** `run`: to be started again, perhaps in another version. */
  restart: 76,
  needsRoot: 77,
  /** Not registered; the service does not try again until somebody registers the device. */
  notEnrolled: 78,
} as const;
