import { type ConnectionSettings, failure } from '../sdk.ts';

const failureModes = ['none', 'rate_limit', 'expired', 'forbidden', 'outage', 'slow'] as const;
type FailureMode = (typeof failureModes)[number];

/** What decides the organisation: equal options give equal data, on every machine. */
export interface OrganisationOptions {
  seed: number;
  /** 1 is 2,000 machines; 50 is 100,000 machines and 5 million cost rows. */
  scale: number;
}

export interface DemoOptions extends OrganisationOptions {
  fail: FailureMode;
  /** Account id or name that fails; `''`: all of them. */
  failScope: string;
}

export const scaleLimits = { min: 0.05, max: 50 } as const;

/** Options from a connection's settings. Throws `AppFailure` `invalid_input` for a value outside its limits. */
export function demoOptions(settings: ConnectionSettings): DemoOptions {
  const fail = String(settings['fail'] ?? 'none') as FailureMode;
  if (!failureModes.includes(fail)) {
    throw failure('invalid_input', `The demo organisation cannot fail by "${fail}".`, {
      hint: `Choose one of ${failureModes.join(', ')}.`,
    });
  }
  return { ...organisationOptions(settings), fail, failScope: String(settings['failScope'] ?? '') };
}

function organisationOptions(settings: ConnectionSettings): OrganisationOptions {
  const seed = Number(settings['seed'] ?? 1);
  const scale = Number(settings['scale'] ?? 1);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0x7fffffff) {
    throw failure('invalid_input', 'The seed is not a whole number from 0 to 2,147,483,647.', { hint: 'Enter a whole number, e.g. 1.' });
  }
  if (!(scale >= scaleLimits.min && scale <= scaleLimits.max)) {
    throw failure('invalid_input', `The scale ${scale} is outside ${scaleLimits.min}–${scaleLimits.max}.`, {
      hint: 'Enter 1 for 2,000 machines, or up to 50 for 100,000.',
    });
  }
  return { seed, scale };
}
