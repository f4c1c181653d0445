/** Sekisho's mark: the gate of a checkpoint on an old road, and the seal that lets one pass. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#1c4f78" />
      <path d="M5 9.6c7.2 1.7 14.8 1.7 22 0" fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" />
      <path d="M8 15h16M10.5 11v15M21.5 11v15" fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
      <circle cx="16" cy="20.6" r="2.2" fill="#f0795b" />
    </svg>
  );
}
