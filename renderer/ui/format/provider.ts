const names: Record<string, string> = { aws: 'AWS', azure: 'Azure', gcp: 'Google Cloud', other: 'Other' };

/** Name of a provider as people write it. */
export function providerName(provider: string): string {
  return names[provider] ?? provider;
}
