import { Combobox, ScrollArea, useCombobox } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { formatCount } from './format/number.ts';
import classes from './picker.module.css';
import { chosenLabel, type PickerProps } from './picker.tsx';
import { PickerButton } from './picker-button.tsx';
import { matching, type PickerOption } from './picker-options.ts';

function OptionRow({ option, active }: { option: PickerOption; active: boolean }) {
  return (
    <Combobox.Option value={option.value} active={active} className={classes['option'] ?? ''}>
      <IconCheck size={14} stroke={2} aria-hidden style={{ visibility: active ? 'visible' : 'hidden', flex: 'none' }} />
      <span className={classes['text']}>{option.label}</span>
      {option.count === undefined ? null : <span className={classes['count']}>{formatCount(option.count)}</span>}
    </Combobox.Option>
  );
}

function grouped(options: PickerOption[]): [string, PickerOption[]][] {
  const groups = new Map<string, PickerOption[]>();
  for (const option of options) groups.set(option.group ?? '', [...(groups.get(option.group ?? '') ?? []), option]);
  return [...groups];
}

function OptionList({ options, value }: { options: PickerOption[]; value: string | null }) {
  const rows = (list: PickerOption[]) =>
    list.map((option) => <OptionRow key={option.value} option={option} active={option.value === value} />);
  if (options.length === 0) return <Combobox.Empty>Nothing matches</Combobox.Empty>;
  return grouped(options).map(([name, list]) =>
    name ? (
      <Combobox.Group key={name} label={name}>
        {rows(list)}
      </Combobox.Group>
    ) : (
      rows(list)
    ),
  );
}

const clearValue = '\u0000clear';

/** The open picker: a search field above the values. */
export function PickerMenu({ label, value, options, onChange, clearLabel, tone = 'quiet' }: PickerProps) {
  const [search, setSearch] = useState('');
  const combobox = useCombobox({
    defaultOpened: true,
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch('');
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const { focusSearchInput } = combobox;
  useEffect(() => focusSearchInput(), [focusSearchInput]);
  const all = clearLabel && !search ? [{ value: clearValue, label: clearLabel }] : [];
  return (
    <Combobox
      store={combobox}
      width="max-content"
      position="bottom-start"
      shadow="sm"
      withinPortal
      onOptionSubmit={(next) => {
        onChange(next === clearValue ? null : next);
        combobox.closeDropdown();
        combobox.focusTarget();
      }}
    >
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        <PickerButton
          label={label}
          value={chosenLabel({ value, options })}
          tone={tone}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          onClick={() => combobox.toggleDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown className={classes['dropdown'] ?? ''}>
        <Combobox.Search
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          placeholder="Find"
          aria-label={`Find ${label.toLowerCase()}`}
        />
        <Combobox.Options aria-label={label}>
          <ScrollArea.Autosize mah={320} type="scroll">
            <OptionList options={[...all, ...matching(options, search)]} value={value ?? clearValue} />
          </ScrollArea.Autosize>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
