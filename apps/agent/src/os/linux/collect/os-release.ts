/** Reads /etc/os-release (os-release(5)): the name and version of the distribution. */

export interface OsRelease {
  readonly name: string;
  readonly version: string;
}

/** Shell-like assignments: the value may stand in single or double quotes, the latter with backslashes. */
export function parseAssignments(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined) values.set(match[1], unquote(match[2] ?? ''));
  }
  return values;
}

function unquote(value: string): string {
  const quote = value[0];
  if (value.length >= 2 && quote === "'" && value.endsWith("'")) return value.slice(1, -1);
  if (value.length >= 2 && quote === '"' && value.endsWith('"'))
    return value.slice(1, -1).replace(/\\(["$`\\])/g, '$1');
  return value.replace(/\\(.)/g, '$1');
}

/** A rolling distribution without a version says its build, or nothing. */
export function parseOsRelease(text: string): OsRelease {
  const values = parseAssignments(text);
  const name = values.get('NAME') ?? values.get('ID') ?? 'Linux';
  const version = values.get('VERSION') ?? values.get('VERSION_ID') ?? values.get('BUILD_ID') ?? '';
  return { name: name === '' ? 'Linux' : name, version };
}
