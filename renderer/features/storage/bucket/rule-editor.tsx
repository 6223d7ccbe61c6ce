import { ActionIcon, Button, CloseButton, Switch, TextInput, Tooltip } from '@mantine/core';
import { IconCopy, IconPlus } from '@tabler/icons-react';
import type { AppError } from '#shared/errors/app-error.ts';
import type { LifecycleAction, LifecycleFeatures, LifecycleRule } from '#shared/model/lifecycle.ts';
import type { StorageClass } from '#shared/model/storage.ts';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import classes from '../storage.module.css';
import { actionText, newAction } from './lifecycle-words.ts';
import { RuleAction } from './rule-action.tsx';
import { RuleFilter } from './rule-filter.tsx';

interface Props {
  rule: LifecycleRule;
  stores: StorageClass[];
  features: LifecycleFeatures;
  /** What the provider refuses of it. */
  fault: AppError | null;
  onChange: (rule: LifecycleRule) => void;
  onCopy: () => void;
  onRemove: () => void;
}

function Head({ rule, features, onChange, onCopy, onRemove }: Omit<Props, 'stores' | 'fault'>) {
  return (
    <div className={classes['ruleHead']}>
      {features.canDisable ? (
        <Switch
          aria-label={`Rule ${rule.id} is on`}
          checked={rule.enabled}
          onChange={(event) => onChange({ ...rule, enabled: event.currentTarget.checked })}
        />
      ) : null}
      {features.named ? (
        <TextInput
          aria-label={`Name of rule ${rule.id}`}
          style={{ flex: 1 }}
          value={rule.id}
          maxLength={255}
          spellCheck={false}
          error={rule.id === '' ? 'A rule needs a name' : undefined}
          onChange={(event) => onChange({ ...rule, id: event.currentTarget.value })}
        />
      ) : (
        <strong style={{ flex: 1, overflowWrap: 'anywhere' }}>{rule.id}</strong>
      )}
      <Tooltip label="Add a copy of this rule">
        <ActionIcon aria-label={`Copy rule ${rule.id}`} onClick={onCopy}>
          <IconCopy size={15} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <CloseButton aria-label={`Remove rule ${rule.id}`} onClick={onRemove} />
    </div>
  );
}

function Kept({ rule, onRemove }: Pick<Props, 'rule' | 'onRemove'>) {
  return (
    <div className={classes['rule']} role="group" aria-label={`Rule ${rule.id}`}>
      <div className={classes['ruleHead']}>
        <strong style={{ flex: 1, overflowWrap: 'anywhere' }}>{rule.id}</strong>
        <span className="ae-muted">{rule.enabled ? 'on' : 'off'}</span>
        <CloseButton aria-label={`Remove rule ${rule.id}`} onClick={onRemove} />
      </div>
      <div>{rule.actions.map(actionText).join('; ')}</div>
      <p className="ae-muted">Kept as it is, because it also says: {rule.unsupported.join(', ')}.</p>
    </div>
  );
}

/** One lifecycle rule. What the console does not understand in it is said, and such a rule is kept as it is. */
export function RuleEditor({ rule, stores, features, fault, onChange, onCopy, onRemove }: Props) {
  if (rule.unsupported.length > 0) return <Kept rule={rule} onRemove={onRemove} />;
  const { actions } = rule;
  const setAction = (index: number, action: LifecycleAction) =>
    onChange({ ...rule, actions: actions.map((one, at) => (at === index ? action : one)) });
  return (
    <div className={classes['rule']} role="group" aria-label={`Rule ${rule.id}`}>
      <Head rule={rule} features={features} onChange={onChange} onCopy={onCopy} onRemove={onRemove} />
      <RuleFilter filter={rule.filter} stores={stores} features={features} onChange={(filter) => onChange({ ...rule, filter })} />
      {actions.map((action, index) => (
        <RuleAction
          // Actions have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          action={action}
          number={index + 1}
          stores={stores}
          features={features}
          onChange={(next) => setAction(index, next)}
          onRemove={actions.length > 1 ? () => onChange({ ...rule, actions: actions.filter((_, at) => at !== index) }) : undefined}
        />
      ))}
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconPlus size={13} />}
        style={{ justifySelf: 'start' }}
        onClick={() => onChange({ ...rule, actions: [...actions, newAction('expire', '', features.bases[0])] })}
      >
        Add an action
      </Button>
      {fault ? <ProblemNote error={fault} /> : null}
    </div>
  );
}
