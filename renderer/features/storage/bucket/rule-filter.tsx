import { MultiSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { LifecycleFeatures, LifecycleRule } from '#shared/model/lifecycle.ts';
import type { StorageClass } from '#shared/model/storage.ts';
import { formatBytes } from '../../../ui/format/number.ts';
import { PairsField, pairsOf, valuesOf } from '../changes/pairs-field.tsx';
import classes from '../storage.module.css';

type Filter = LifecycleRule['filter'];

interface Props {
  filter: Filter;
  stores: StorageClass[];
  features: LifecycleFeatures;
  onChange: (filter: Filter) => void;
}

type PartProps = Pick<Props, 'filter' | 'onChange'>;

/** A prefix may have commas and blanks in it: several are entered one by one. */
function Prefixes({ filter, features: { maxPrefixes }, onChange }: Omit<Props, 'stores'>) {
  const set = (prefixes: string[]) => onChange({ ...filter, prefixes });
  if (maxPrefixes > 1)
    return (
      <TagsInput
        label="Names that begin with any of"
        placeholder={filter.prefixes.length === 0 ? 'every name' : ''}
        value={filter.prefixes}
        maxTags={maxPrefixes}
        splitChars={[]}
        acceptValueOnBlur
        onChange={set}
      />
    );
  return (
    <TextInput
      label="Names that begin with"
      placeholder="every name"
      value={filter.prefixes[0] ?? ''}
      spellCheck={false}
      onChange={({ currentTarget: { value } }) => set(value === '' ? [] : [value])}
    />
  );
}

function Tags({ filter, onChange }: PartProps) {
  // Rows are kept while a name is empty or typed twice.
  const [pairs, setPairs] = useState(() => pairsOf(filter.tags));
  return (
    <PairsField
      label="Only objects with all of these tags"
      noun="tag"
      pairs={pairs}
      onChange={(next) => {
        setPairs(next);
        onChange({ ...filter, tags: valuesOf(next) });
      }}
    />
  );
}

function Sizes({ filter, onChange }: PartProps) {
  const isEmpty = filter.minBytes !== null && filter.maxBytes !== null && filter.minBytes > filter.maxBytes;
  const field = (name: 'minBytes' | 'maxBytes', label: string) => (
    <NumberInput
      label={label}
      placeholder="no limit"
      w={170}
      min={0}
      allowDecimal={false}
      thousandSeparator=","
      value={filter[name] ?? ''}
      description={filter[name] === null ? 'Bytes' : formatBytes(filter[name])}
      error={name === 'maxBytes' && isEmpty ? 'Less than the least size' : undefined}
      onChange={(value) => onChange({ ...filter, [name]: typeof value === 'number' ? value : null })}
    />
  );
  return (
    <div className={classes['ruleAction']}>
      {field('minBytes', 'At least')}
      {field('maxBytes', 'At most')}
    </div>
  );
}

/** Which objects a rule takes: what the provider can say of it. */
export function RuleFilter({ filter, stores, features, onChange }: Props) {
  const has = (part: LifecycleFeatures['filters'][number]) => features.filters.includes(part);
  return (
    <>
      <Prefixes filter={filter} features={features} onChange={onChange} />
      {has('suffixes') ? (
        <TagsInput
          label="Names that end with any of"
          placeholder={filter.suffixes.length === 0 ? 'every name' : ''}
          value={filter.suffixes}
          splitChars={[]}
          acceptValueOnBlur
          onChange={(suffixes) => onChange({ ...filter, suffixes })}
        />
      ) : null}
      {has('classes') ? (
        <MultiSelect
          label="Only objects of these classes"
          placeholder={filter.classes.length === 0 ? 'every class' : ''}
          data={stores.map(({ id, title }) => ({ value: id, label: title }))}
          value={filter.classes}
          onChange={(next) => onChange({ ...filter, classes: next })}
        />
      ) : null}
      {has('createdBefore') ? (
        <TextInput
          type="date"
          label="Only what was created before (UTC)"
          w={260}
          value={filter.createdBefore ?? ''}
          onChange={({ currentTarget: { value } }) => {
            const { createdBefore: _, ...rest } = filter;
            onChange(value === '' ? rest : { ...rest, createdBefore: value });
          }}
        />
      ) : null}
      {has('size') ? <Sizes filter={filter} onChange={onChange} /> : null}
      {has('tags') ? <Tags filter={filter} onChange={onChange} /> : null}
    </>
  );
}
