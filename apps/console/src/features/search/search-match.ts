/** Whether a name answers what one typed. Pure. */
export function matches(name: string, typed: string): boolean {
  const fold = (text: string) => text.normalize('NFKC').toLowerCase();
  return fold(name).includes(fold(typed));
}
