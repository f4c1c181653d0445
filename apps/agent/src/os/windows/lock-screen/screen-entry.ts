/** The process that covers the monitors of one session. */
export async function lockScreenCommand(_args: readonly string[]): Promise<number> {
  return 1;
}
