/** `Content-Disposition` that saves under the key's last part. Source: RFC 6266 with the encoding of RFC 8187. */
export function attachment(key: string): string {
  const name = key.split('/').findLast((part) => part !== '') ?? 'object';
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename*=UTF-8''${encoded}`;
}
