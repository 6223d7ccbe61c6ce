import { CloseButton, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import type { LifecycleAction, LifecycleRule } from '#shared/model/lifecycle.ts';
import type { StorageClass } from '#shared/model/storage.ts';
import classes from '../storage.module.css';
import { actionText, actionTitles, newAction } from './lifecycle-words.ts';

interface ActionProps {
  action: LifecycleAction;
  number: number;
  stores: StorageClass[];
  onChange: (action: LifecycleAction) => void;
  onRemove: (() => void) | undefined;
}

function ActionLine({ action, number, stores, onChange, onRemove }: ActionProps) {
  const cold = stores[1]?.id ?? stores[0]?.id ?? '';
  return (
    <div className={classes['ruleAction']}>
      <Select
        label={number === 1 ? 'Does' : undefined}
        aria-label={`What action ${number} does`}
        allowDeselect={false}
        value={action.kind}
        data={Object.entries(actionTitles).map(([value, label]) => ({ value, label }))}
        onChange={(kind) => kind && onChange(newAction(kind as LifecycleAction['kind'], cold))}
      />
      {'days' in action ? (
        <NumberInput
          label={number === 1 ? 'After days' : undefined}
          aria-label={`Days of action ${number}`}
          min={0}
          max={36_500}
          allowDecimal={false}
          value={action.days}
          onChange={(days) => typeof days === 'number' && onChange({ ...action, days })}
        />
      ) : (
        <span />
      )}
      {'storageClass' in action ? (
        <Select
          label={number === 1 ? 'Class' : undefined}
          aria-label={`Class of action ${number}`}
          allowDeselect={false}
          value={action.storageClass}
          data={stores.map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(storageClass) => storageClass && onChange({ ...action, storageClass })}
        />
      ) : (
        <span />
      )}
      {onRemove ? <CloseButton aria-label={`Remove action ${number}`} onClick={onRemove} /> : <span />}
    </div>
  );
}

interface Props {
  rule: LifecycleRule;
  stores: StorageClass[];
  onChange: (rule: LifecycleRule) => void;
  onRemove: () => void;
}

/** One lifecycle rule. What the console does not understand in it is said, and such a rule is kept as it is. */
export function RuleEditor({ rule, stores, onChange, onRemove }: Props) {
  const fixed = rule.unsupported.length > 0;
  const setAction = (index: number, action: LifecycleAction) =>
    onChange({ ...rule, actions: rule.actions.map((one, at) => (at === index ? action : one)) });
  return (
    <div className={classes['rule']} role="group" aria-label={`Rule ${rule.id}`}>
      <div className={classes['ruleHead']}>
        <Switch
          aria-label={`Rule ${rule.id} is on`}
          checked={rule.enabled}
          disabled={fixed}
          onChange={(event) => onChange({ ...rule, enabled: event.currentTarget.checked })}
        />
        <strong style={{ flex: 1, overflowWrap: 'anywhere' }}>{rule.id}</strong>
        {fixed ? null : <CloseButton aria-label={`Remove rule ${rule.id}`} onClick={onRemove} />}
      </div>
      {fixed ? (
        <>
          <div>{rule.actions.map(actionText).join('; ')}</div>
          <p className="ae-muted">Kept as it is, because it also says: {rule.unsupported.join(', ')}.</p>
        </>
      ) : (
        <>
          <TextInput
            label="Names that begin with"
            placeholder="every name"
            description="Several with commas, where the provider takes several"
            value={rule.filter.prefixes.join(',')}
            spellCheck={false}
            onChange={(event) =>
              onChange({
                ...rule,
                filter: { ...rule.filter, prefixes: event.currentTarget.value.split(',').filter((prefix) => prefix !== '') },
              })
            }
          />
          {rule.actions.map((action, index) => (
            <ActionLine
              // Actions have no identity but their place.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              action={action}
              number={index + 1}
              stores={stores}
              onChange={(next) => setAction(index, next)}
              onRemove={
                rule.actions.length > 1 ? () => onChange({ ...rule, actions: rule.actions.filter((_, at) => at !== index) }) : undefined
              }
            />
          ))}
          <button
            type="button"
            className={classes['crumb']}
            style={{ justifySelf: 'start' }}
            onClick={() => onChange({ ...rule, actions: [...rule.actions, newAction('expire', '')] })}
          >
            Add an action
          </button>
        </>
      )}
    </div>
  );
}
