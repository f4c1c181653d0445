/** The header that names a file to be saved (RFC 6266, RFC 8187). Pure. */

/** Old programs read the plain name, with what is not ASCII left out; all others the exact one. */
export function attachmentNamed(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]+/g, '-').replace(/["\\%]/g, '-');
  const exact = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
