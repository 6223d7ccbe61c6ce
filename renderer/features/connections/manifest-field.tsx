import { PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import type { Field } from '#shared/model/field.ts';

interface Props {
  field: Field;
  value: string | boolean;
  error: string | undefined;
  /** The vault already holds a value for this secret. */
  secretSet: boolean;
  onChange: (value: string | boolean) => void;
}

/** The input for one field of a manifest. */
export function ManifestField({ field, value, error, secretSet, onChange }: Props) {
  const common = { label: field.label, description: field.help, required: field.required, error, name: field.key };
  switch (field.type) {
    case 'flag':
      return (
        <Switch
          label={field.label}
          description={field.help}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <Select
          {...common}
          data={field.options}
          value={String(value) || null}
          allowDeselect={!field.required}
          onChange={(next) => onChange(next ?? '')}
        />
      );
    case 'secret':
      return (
        <PasswordInput
          {...common}
          required={field.required && !secretSet}
          autoComplete="off"
          placeholder={secretSet ? 'Kept in the vault; type to replace it' : field.placeholder}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'file':
      // A connection keeps a path, which a browser never learns from its dialog: it is typed.
      return (
        <TextInput
          {...common}
          description={field.help ?? 'Path on the machine that runs the console'}
          className="ae-mono"
          spellCheck={false}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <TextInput
          {...common}
          inputMode="decimal"
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
          rightSection={field.unit ? <span className="ae-muted">{field.unit}</span> : null}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          type={field.type === 'url' ? 'url' : 'text'}
          autoComplete="off"
          spellCheck={false}
          placeholder={field.placeholder}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
