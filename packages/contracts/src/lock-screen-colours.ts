/** The background of each lock screen (N08): what devices draw and the console shows. Apart from the rest, for processes that load nothing else. */
export const lockScreenColours = {
  timer: '#0b2a6b',
  remote: '#7a0c14',
  sim: '#4a1470',
  wiping: '#101012',
} as const;
