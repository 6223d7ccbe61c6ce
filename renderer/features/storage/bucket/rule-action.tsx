import { CloseButton, NumberInput, Select, TextInput } from '@mantine/core';
import type { LifecycleAction, LifecycleFeatures } from '#shared/model/lifecycle.ts';
import type { StorageClass } from '#shared/model/storage.ts';
import classes from '../storage.module.css';
import { actionTitles, basisTitles, newAction } from './lifecycle-words.ts';

interface Props {
  action: LifecycleAction;
  number: number;
  stores: StorageClass[];
  features: LifecycleFeatures;
  onChange: (action: LifecycleAction) => void;
  onRemove: (() => void) | undefined;
}

/** What the provider offers, and what the rule has already. */
function kindsOf(features: LifecycleFeatures, { kind }: LifecycleAction) {
  const kinds = features.actions.includes(kind) ? features.actions : [...features.actions, kind];
  return kinds.map((value) => ({ value, label: actionTitles[value] }));
}

type WhenProps = Pick<Props, 'action' | 'number' | 'features' | 'onChange'>;
type Timed = Extract<LifecycleAction, { kind: 'transition' | 'expire' }>;

const isTimed = (action: LifecycleAction): action is Timed => action.kind === 'transition' || action.kind === 'expire';

/** By age, or from a day on: where the provider knows both. */
function Timing({ action, number, features, onChange }: WhenProps) {
  if (!features.dates || !isTimed(action)) return <Days action={action} number={number} features={features} onChange={onChange} />;
  const { date, ...byAge } = action;
  return (
    <>
      <Select
        label="When"
        aria-label={`When action ${number} begins`}
        w={130}
        allowDeselect={false}
        value={date === undefined ? 'age' : 'date'}
        data={[
          { value: 'age', label: 'By age' },
          { value: 'date', label: 'On a date' },
        ]}
        onChange={(when) => onChange(when === 'date' ? { ...action, date: nextYear() } : byAge)}
      />
      {date === undefined ? (
        <Days action={action} number={number} features={features} onChange={onChange} />
      ) : (
        <TextInput
          type="date"
          label="From (UTC)"
          aria-label={`Day of action ${number}`}
          value={date}
          onChange={({ currentTarget: { value } }) => value !== '' && onChange({ ...action, date: value })}
        />
      )}
    </>
  );
}

/** Far enough that nothing goes by a slip. */
const nextYear = () => `${new Date().getUTCFullYear() + 1}-01-01`;

/** Days that an action counts, and from what. */
function Days({ action, number, features, onChange }: WhenProps) {
  if (!('days' in action)) return null;
  return (
    <>
      <NumberInput
        label="After days"
        aria-label={`Days of action ${number}`}
        w={90}
        min={0}
        max={36_500}
        allowDecimal={false}
        value={action.days}
        onChange={(days) => typeof days === 'number' && onChange({ ...action, days })}
      />
      {'basis' in action && features.bases.length > 1 ? (
        <Select
          label="Counted from"
          aria-label={`Action ${number} counts from`}
          w={150}
          allowDeselect={false}
          value={action.basis}
          data={features.bases.map((value) => ({ value, label: basisTitles[value] }))}
          onChange={(basis) => basis && onChange({ ...action, basis })}
        />
      ) : null}
    </>
  );
}

/** One thing that a rule does. */
export function RuleAction({ action, number, stores, features, onChange, onRemove }: Props) {
  const cold = stores[1]?.id ?? stores[0]?.id ?? '';
  return (
    <div className={classes['ruleAction']}>
      <Select
        label="Does"
        aria-label={`What action ${number} does`}
        w={210}
        allowDeselect={false}
        value={action.kind}
        data={kindsOf(features, action)}
        onChange={(kind) => kind && onChange(newAction(kind, cold, features.bases[0]))}
      />
      <Timing action={action} number={number} features={features} onChange={onChange} />
      {'storageClass' in action ? (
        <Select
          label="Class"
          aria-label={`Class of action ${number}`}
          w={190}
          allowDeselect={false}
          value={action.storageClass}
          data={stores.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(storageClass) => storageClass && onChange({ ...action, storageClass })}
        />
      ) : null}
      {'keepNewest' in action && features.keepNewest ? (
        <NumberInput
          label="Keep newest"
          aria-label={`Newest old versions that action ${number} keeps`}
          w={100}
          min={0}
          max={100}
          allowDecimal={false}
          value={action.keepNewest}
          onChange={(keepNewest) => typeof keepNewest === 'number' && onChange({ ...action, keepNewest })}
        />
      ) : null}
      {onRemove ? <CloseButton aria-label={`Remove action ${number}`} onClick={onRemove} /> : null}
    </div>
  );
}
