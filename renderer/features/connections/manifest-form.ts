import type { ConnectionSettings, Manifest } from '#shared/model/connection.ts';
import type { Field } from '#shared/model/field.ts';

/** What is typed into the fields of a manifest, by key. Numbers stay text until they are sent. */
export type FormValues = Record<string, string | boolean>;

/** What a form is made from: a manifest of a connector, or an action with its fields. */
type Form = Pick<Manifest, 'fields'>;

/** Errors by field key. */
export type FormErrors = Record<string, string>;

function startValue(field: Field, settings: ConnectionSettings): string | boolean {
  const saved = settings[field.key];
  if (field.type === 'flag') return typeof saved === 'boolean' ? saved : (field.default ?? false);
  if (saved !== undefined) return String(saved);
  return 'default' in field && field.default !== undefined ? String(field.default) : '';
}

/** Values a form starts with: what is saved, else the defaults. Secrets start empty: they are never sent to a screen. */
export function startValues(manifest: Form, settings: ConnectionSettings = {}): FormValues {
  return Object.fromEntries(manifest.fields.map((field) => [field.key, field.type === 'secret' ? '' : startValue(field, settings)]));
}

/** Whether a field applies, given the others. */
export function isShown(field: Field, values: FormValues): boolean {
  return !field.when || field.when.in.includes(String(values[field.when.key] ?? ''));
}

export function shownFields(manifest: Form, values: FormValues): Field[] {
  return manifest.fields.filter((field) => isShown(field, values));
}

function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol);
}

function numberError({ min, max }: Extract<Field, { type: 'number' }>, text: string): string | null {
  const value = Number(text);
  if (!Number.isFinite(value)) return 'Enter a number.';
  if (min !== undefined && value < min) return `At least ${min}.`;
  return max !== undefined && value > max ? `At most ${max}.` : null;
}

function fieldError(field: Field, value: string | boolean | undefined, secretSet: boolean): string | null {
  if (typeof value === 'boolean') return null;
  const text = (value ?? '').trim();
  if (text === '') return field.required && !(field.type === 'secret' && secretSet) ? `${field.label} is needed.` : null;
  if (field.type === 'number') return numberError(field, text);
  if (field.type === 'url') return isWebAddress(text) ? null : 'Enter an address that starts with http:// or https://.';
  if (field.type === 'text' && field.pattern && !new RegExp(`^(?:${field.pattern})$`).test(text))
    return `Does not look like ${field.label.toLowerCase()}.`;
  return null;
}

/** What is wrong with the fields that apply; empty when they can be sent. */
export function formErrors(manifest: Form, values: FormValues, secretsSet: readonly string[] = []): FormErrors {
  const errors: FormErrors = {};
  for (const field of shownFields(manifest, values)) {
    const error = fieldError(field, values[field.key], secretsSet.includes(field.key));
    if (error) errors[field.key] = error;
  }
  return errors;
}

/** Settings and secrets to send. Fields that do not apply and secrets left empty are left out. */
export function submission(manifest: Form, values: FormValues): { settings: ConnectionSettings; secrets: Record<string, string> } {
  const settings: ConnectionSettings = {};
  const secrets: Record<string, string> = {};
  for (const field of shownFields(manifest, values)) {
    const value = values[field.key];
    if (typeof value === 'boolean') settings[field.key] = value;
    else if (value === undefined || value.trim() === '') continue;
    // A secret is sent as typed: blanks at its ends may belong to it.
    else if (field.type === 'secret') secrets[field.key] = value;
    else settings[field.key] = field.type === 'number' ? Number(value) : value.trim();
  }
  return { settings, secrets };
}
