/** Whether a link may be given to the person's browser. Only https: other schemes start programs of this machine. */
export function isExternalLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return protocol === 'https:' && username === '' && password === '';
}
