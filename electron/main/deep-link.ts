export const deepLinkScheme = 'aetherium';

const longestLink = 4_000;

/**
 * The place in the app behind `aetherium://costs?groupBy=ServiceName`: `/costs?groupBy=ServiceName`, or null when it is no
 * such link. Links come from anywhere, so nothing but a place with its search part gets through.
 */
export function placeOfDeepLink(link: string): string | null {
  if (!link.startsWith(`${deepLinkScheme}://`) || link.length > longestLink || !URL.canParse(link)) return null;
  const { host, pathname, search, username, port } = new URL(link);
  if (username || port) return null;
  const path = `/${host}${pathname}`.replace(/\/$/, '') || '/';
  return /^\/[\w/-]*$/.test(path) && !path.includes('//') ? path + search : null;
}

/** The place named on a command line: Windows and Linux start the app, or tell the running one, with the link as an argument. */
export function placeInArguments(argv: readonly string[]): string | null {
  const link = argv.find((argument) => argument.startsWith(`${deepLinkScheme}://`));
  return link ? placeOfDeepLink(link) : null;
}
