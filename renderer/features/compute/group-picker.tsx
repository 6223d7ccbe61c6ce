import type { FacetColumn } from '#shared/model/machine.ts';
import { Picker } from '../../ui/picker.tsx';
import { facetColumn } from './compute-state.ts';

const columns = [
  { value: 'account', label: 'Account' },
  { value: 'region', label: 'Region' },
  { value: 'environment', label: 'Environment' },
  { value: 'provider', label: 'Provider' },
  { value: 'kind', label: 'Kind' },
  { value: 'type', label: 'Type' },
  { value: 'state', label: 'State' },
];

interface Props {
  value: FacetColumn | null;
  tagKeys: string[];
  onChange: (column: FacetColumn | null) => void;
}

/** Chooses the column that groups the rows, or a tag. */
export function GroupPicker({ value, tagKeys, onChange }: Props) {
  const tags = tagKeys.map((key) => ({ value: `tag:${key}`, label: `Tag ${key}`, group: 'Tags' }));
  return (
    <Picker
      label="Group by"
      value={value ?? ''}
      clearLabel="No groups"
      tone={value ? 'set' : 'quiet'}
      options={[...(value ? [] : [{ value: '', label: 'nothing' }]), ...columns, ...tags]}
      onChange={(next) => onChange(next ? facetColumn(next) : null)}
    />
  );
}
