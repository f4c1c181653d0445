/** A policy in a word or two: its code and its name, but not the code twice. Pure. */
export function policyLabel(code: string, name: string): string {
  return name.includes(code) ? name : `${code} ${name}`;
}
