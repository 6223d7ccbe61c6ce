import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ActionInput, OfferedAction } from '#shared/model/action.ts';
import type { Field } from '#shared/model/field.ts';
import { ManifestField } from '../connections/manifest-field.tsx';
import { type FormErrors, type FormValues, formErrors, shownFields, startValues, submission } from '../connections/manifest-form.ts';
import classes from './actions.module.css';

interface Props {
  action: OfferedAction;
  onSubmit: (input: ActionInput) => void;
  onCancel: () => void;
}

interface OneProps {
  field: Field;
  value: string | boolean;
  error: string | undefined;
  onChange: (value: string | boolean) => void;
}

/** Text of which the declaration says that it is lines gets room for some. */
const isLines = (field: Field) => field.type === 'text' && /\blines?\b/i.test(field.help ?? '');

function ActionField({ field, value, error, onChange }: OneProps) {
  if (!isLines(field)) return <ManifestField field={field} value={value} error={error} secretSet={false} onChange={onChange} />;
  return (
    <Textarea
      label={field.label}
      description={field.help}
      required={field.required}
      error={error}
      size="xs"
      autosize
      minRows={2}
      maxRows={8}
      spellCheck={false}
      placeholder={field.type === 'text' ? field.placeholder : undefined}
      value={String(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** What an action needs to know besides its targets. */
export function ActionInputs({ action, onSubmit, onCancel }: Props) {
  const form = { fields: action.input };
  const [values, setValues] = useState<FormValues>(() => startValues(form));
  const [errors, setErrors] = useState<FormErrors>({});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = formErrors(form, values);
    const { settings } = submission(form, values);
    // Where no field is needed by itself, leaving all of them empty still asks for nothing.
    const [first] = action.input;
    if (first && Object.keys(found).length === 0 && Object.keys(settings).length === 0) found[first.key] = 'Fill in at least one field.';
    setErrors(found);
    if (Object.keys(found).length === 0) onSubmit(settings);
  };
  return (
    <form className={classes['inputs']} onSubmit={submit} noValidate>
      <p className="ae-muted">{action.description}</p>
      {shownFields(form, values).map((field) => (
        <ActionField
          key={field.key}
          field={field}
          value={values[field.key] ?? ''}
          error={errors[field.key]}
          onChange={(value) => setValues((now) => ({ ...now, [field.key]: value }))}
        />
      ))}
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit">Make the plan</Button>
      </div>
    </form>
  );
}
