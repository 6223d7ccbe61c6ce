import type { ConnectionSettings } from '../sdk.ts';

/** Values of the form, typed; empty text is `''`. */
export interface AwsSettings {
  auth: 'profile' | 'keys' | 'environment';
  profile: string;
  accessKeyId: string;
  roleArn: string;
  /** Empty: every enabled region. */
  regions: string[];
  homeRegion: string;
  costs: boolean;
  /** Which parts of a region are read beside its instances. */
  inventory: Record<'ecs' | 'asg' | 'unattached', boolean>;
  /** What the scheduler measures of every running machine; billed, so nothing unless asked for. */
  backgroundMetrics: 'off' | 'cpu';
  costMonths: number;
  costTag: string;
  /** Undefined: AWS's own endpoints. */
  endpoint: string | undefined;
}

function text(settings: ConnectionSettings, key: string): string {
  const value = settings[key];
  return typeof value === 'string' ? value.trim() : '';
}

function authOf(settings: ConnectionSettings): AwsSettings['auth'] {
  const chosen = text(settings, 'auth');
  if (chosen === 'profile' || chosen === 'keys' || chosen === 'environment') return chosen;
  if (text(settings, 'accessKeyId')) return 'keys';
  return text(settings, 'profile') ? 'profile' : 'environment';
}

export function readSettings(settings: ConnectionSettings): AwsSettings {
  const months = settings['costMonths'];
  return {
    auth: authOf(settings),
    profile: text(settings, 'profile'),
    accessKeyId: text(settings, 'accessKeyId'),
    roleArn: text(settings, 'roleArn'),
    regions: [...new Set(text(settings, 'regions').split(/[\s,]+/))].filter((region) => region !== ''),
    homeRegion: text(settings, 'homeRegion') || 'us-east-1',
    costs: settings['costs'] !== false,
    inventory: {
      ecs: settings['readEcs'] !== false,
      asg: settings['readAutoScaling'] !== false,
      unattached: settings['readUnattached'] !== false,
    },
    backgroundMetrics: settings['backgroundMetrics'] === 'cpu' ? 'cpu' : 'off',
    costMonths: typeof months === 'number' ? months : 13,
    costTag: text(settings, 'costTag'),
    endpoint: text(settings, 'endpoint') || undefined,
  };
}
