import { failure } from '#shared/errors/app-error.ts';
import type { ConnectionSettings, Manifest } from '#shared/model/connection.ts';
import type { Field } from '#shared/model/field.ts';

type Value = ConnectionSettings[string];
type Problem = string | null;

const checks: { [T in Field['type']]: (field: Extract<Field, { type: T }>, value: Value) => Problem } = {
  text: ({ pattern }, value) => {
    if (typeof value !== 'string') return 'must be text';
    return pattern && value && !new RegExp(`^(?:${pattern})$`).test(value) ? `does not look like ${pattern}` : null;
  },
  url: (_, value) => (value === '' || (typeof value === 'string' && isWebAddress(value)) ? null : 'must be an http or https address'),
  number: ({ min, max }, value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number';
    if (min !== undefined && value < min) return `must be at least ${min}`;
    return max !== undefined && value > max ? `must be at most ${max}` : null;
  },
  flag: (_, value) => (typeof value === 'boolean' ? null : 'must be true or false'),
  choice: ({ options }, value) =>
    options.some((option) => option.value === value) ? null : `must be one of ${options.map((option) => option.value).join(', ')}`,
  file: (_, value) => (typeof value === 'string' ? null : 'must be a file path'),
  secret: () => 'is a secret and never a setting',
};

function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol);
}

function refuse(field: string, problem: string): never {
  throw failure('invalid_input', `Setting ${field} ${problem}`, { hint: `Correct ${field} and try again.` });
}

function defaultOf(field: Field): Value | undefined {
  return 'default' in field ? field.default : undefined;
}

/** Whether the field applies: no condition, or another field has one of the values asked for. */
function applies(field: Field, manifest: Manifest, settings: ConnectionSettings): boolean {
  if (!field.when) return true;
  const { key, in: values } = field.when;
  const other = manifest.fields.find((one) => one.key === key);
  return values.includes(String(settings[key] ?? (other && defaultOf(other)) ?? ''));
}

function isEmpty(value: Value | undefined): boolean {
  return value === undefined || value === '';
}

/**
 * Checks settings against the connector's declaration: known keys, types, choices, required fields that apply.
 * Throws `AppFailure` `invalid_input` naming the field. Empty text is left out, so that defaults apply.
 */
export function checkedSettings(manifest: Manifest, settings: ConnectionSettings): ConnectionSettings {
  for (const key of Object.keys(settings)) {
    const field = manifest.fields.find((one) => one.key === key);
    if (!field) refuse(key, `is unknown to ${manifest.title}`);
    const check = checks[field.type] as (field: Field, value: Value) => Problem;
    const problem = check(field, settings[key]!);
    if (problem) refuse(key, problem);
  }
  for (const field of manifest.fields) {
    const wanted = field.required && field.type !== 'secret' && applies(field, manifest, settings);
    if (wanted && isEmpty(settings[field.key]) && defaultOf(field) === undefined) refuse(field.key, 'is required');
  }
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => !isEmpty(value)));
}

/** Checks that every key names a secret field and every required secret that applies is given or already kept. */
export function checkSecrets(manifest: Manifest, { secrets, kept, settings }: SecretsGiven): void {
  for (const key of Object.keys(secrets)) {
    if (manifest.fields.find((one) => one.key === key)?.type !== 'secret') refuse(key, `is not a secret of ${manifest.title}`);
  }
  for (const field of manifest.fields) {
    if (field.type !== 'secret' || !field.required || !applies(field, manifest, settings)) continue;
    const given = field.key in secrets ? secrets[field.key] !== '' : kept.includes(field.key);
    if (!given) refuse(field.key, 'is required');
  }
}

interface SecretsGiven {
  secrets: Record<string, string>;
  /** Keys that already hold a value. */
  kept: string[];
  settings: ConnectionSettings;
}
