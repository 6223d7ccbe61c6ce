import type { ConnectionSettings } from '../sdk.ts';

/** Values of the form, typed; empty text is `''`. Endpoints are without a slash at the end. */
export interface GcpSettings {
  auth: 'key' | 'adc';
  /** File of the application default credentials; `''`: where Google's tools look. */
  adcFile: string;
  /** E-mail of the service account to act as; `''`: nobody else. */
  impersonate: string;
  /** Project ids; empty: all that are visible. */
  projects: string[];
  endpoints: {
    compute: string;
    monitoring: string;
    resourceManager: string;
    storage: string;
    signIn: string;
    impersonation: string;
  };
}

/** Google's own addresses: the defaults of the form. */
export const googleEndpoints: GcpSettings['endpoints'] = {
  compute: 'https://compute.googleapis.com',
  monitoring: 'https://monitoring.googleapis.com',
  resourceManager: 'https://cloudresourcemanager.googleapis.com',
  storage: 'https://storage.googleapis.com',
  signIn: 'https://oauth2.googleapis.com',
  impersonation: 'https://iamcredentials.googleapis.com',
};

function text(settings: ConnectionSettings, key: string): string {
  const value = settings[key];
  return typeof value === 'string' ? value.trim() : '';
}

export function readSettings(settings: ConnectionSettings): GcpSettings {
  const endpoint = (name: keyof GcpSettings['endpoints']) =>
    (text(settings, `${name}Endpoint`) || googleEndpoints[name]).replace(/\/+$/, '');
  return {
    auth: text(settings, 'auth') === 'adc' ? 'adc' : 'key',
    adcFile: text(settings, 'adcFile'),
    impersonate: text(settings, 'impersonate'),
    projects: [...new Set(text(settings, 'projects').split(/[\s,]+/))].filter((project) => project !== ''),
    endpoints: {
      compute: endpoint('compute'),
      monitoring: endpoint('monitoring'),
      resourceManager: endpoint('resourceManager'),
      storage: endpoint('storage'),
      signIn: endpoint('signIn'),
      impersonation: endpoint('impersonation'),
    },
  };
}
