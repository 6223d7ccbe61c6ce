import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ObjectProperties } from '#shared/model/storage.ts';
import { useRead } from '../../../app/reads.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import { onlyObject, type Picked, sourceOf } from '../browse/picked.ts';
import type { FormProps } from './ask-dialog.tsx';
import { FormFrame, pickedText } from './form-frame.tsx';
import { type Pair, PairsField, pairsOf, valuesOf } from './pairs-field.tsx';

const headers = {
  contentType: 'Content type',
  cacheControl: 'Cache control',
  contentDisposition: 'Content disposition',
  contentEncoding: 'Content encoding',
  contentLanguage: 'Content language',
} as const;
type Header = keyof typeof headers;
const headerNames = Object.keys(headers) as Header[];

interface Parts extends FormProps {
  picked: Picked;
  first: ObjectProperties;
}

function Fields({ picked, first, onRequest, onCancel }: Parts) {
  const many = onlyObject(picked) === null;
  const [values, setValues] = useState<Partial<Record<Header, string>>>(first);
  const [pairs, setPairs] = useState<Pair[]>(pairsOf(first.metadata));
  const submit = () => {
    // Of several objects only what was filled in is set; of one, all that the form shows.
    const set = headerNames.filter((name) => (many ? values[name] : values[name] !== undefined));
    const properties = Object.fromEntries(set.map((name) => [name, values[name] ?? '']));
    const metadata = many && pairs.length === 0 ? {} : { metadata: valuesOf(pairs) };
    onRequest({ verb: 'properties', source: sourceOf(picked), properties: { ...properties, ...metadata } });
  };
  return (
    <FormFrame about={`${pickedText(picked)}${many ? '. Fields left empty stay as they are.' : ''}`} onSubmit={submit} onCancel={onCancel}>
      {headerNames.map((name) => (
        <TextInput
          key={name}
          label={headers[name]}
          value={values[name] ?? ''}
          spellCheck={false}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setValues((before) => ({ ...before, [name]: value }));
          }}
        />
      ))}
      <PairsField label="Metadata" noun="entry" pairs={pairs} onChange={setPairs} />
    </FormFrame>
  );
}

/** HTTP headers and metadata: of one object as they are, of several to be set on all. */
export function PropertiesForm({ picked, ...props }: FormProps & { picked: Picked }) {
  const object = onlyObject(picked);
  const { connectionId, bucket } = picked.place;
  const read = useRead(['storage', 'head'], { connectionId, bucket, key: object?.key ?? '-' }, { enabled: object !== null });
  if (!object) return <Fields picked={picked} first={{}} {...props} />;
  return (
    <Loaded read={read} height={240}>
      {(detail) => <Fields picked={picked} first={detail.properties} {...props} />}
    </Loaded>
  );
}
