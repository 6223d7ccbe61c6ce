import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AppError } from '#shared/errors/app-error.ts';
import { type Lifecycle, type LifecycleRule, type LifecycleSimulation, ruleScope } from '#shared/model/lifecycle.ts';
import { useCall, useRead } from '../../../app/reads.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import { Section } from '../../compute/drawer/facts.tsx';
import { useStoragePlan } from '../../transfers/plan/use-storage-plan.ts';
import type { Place } from '../places.ts';
import classes from '../storage.module.css';
import { useStores } from '../use-stores.ts';
import { copiedRule, newRule } from './lifecycle-words.ts';
import { RuleEditor } from './rule-editor.tsx';
import { SimulationView } from './simulation-view.tsx';

interface Simulated {
  /** The rules that it was about: others on screen make it stale. */
  rules: LifecycleRule[];
  result: LifecycleSimulation;
}

function Editor({ place: { connectionId, bucket }, saved }: { place: Place; saved: Lifecycle }) {
  const call = useCall();
  const plan = useStoragePlan();
  const { classes: stores = [], lifecycle: features } = useStores().of(connectionId)?.features ?? {};
  const [rules, setRules] = useState(saved.rules);
  const [simulated, setSimulated] = useState<Simulated | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const changed = JSON.stringify(rules) !== JSON.stringify(saved.rules);
  const simulate = async () => {
    setBusy(true);
    const reply = await call(['storage', 'simulateLifecycle'], { connectionId, bucket, rules });
    setBusy(false);
    setError(reply.ok ? null : reply.error);
    setSimulated(reply.ok ? { rules, result: reply.value } : null);
  };
  if (!features) return null;
  const cold = stores[1]?.id ?? stores[0]?.id ?? '';
  return (
    <Section title="Rules">
      {saved.appliesTo ? <p className="ae-muted">{saved.appliesTo}</p> : null}
      {rules.length === 0 ? <p className="ae-muted">There are no rules: objects stay as they are until someone deletes them.</p> : null}
      {rules.map((rule, index) => (
        <RuleEditor
          // Names change while they are typed.
          // oxlint-disable-next-line react/no-array-index-key
          key={`${index} of ${rules.length}`}
          rule={rule}
          stores={stores}
          features={features}
          fault={error?.source?.scope === ruleScope(rule.id) ? error : null}
          onChange={(next) => setRules(rules.map((one, at) => (at === index ? next : one)))}
          onCopy={() => setRules([...rules, copiedRule(rules, rule)])}
          onRemove={() => setRules(rules.filter((_, at) => at !== index))}
        />
      ))}
      <div className={classes['tools']}>
        <Button variant="default" onClick={() => setRules([...rules, newRule(rules, cold, features.bases[0]!)])}>
          Add a rule
        </Button>
        <Button variant="default" loading={busy} disabled={rules.length === 0} onClick={() => void simulate()}>
          Simulate
        </Button>
        <Button disabled={!changed} onClick={() => plan({ verb: 'lifecycle', connectionId, bucket, rules })}>
          Review and save…
        </Button>
        {changed ? (
          <Button variant="subtle" color="gray" onClick={() => setRules(saved.rules)}>
            As saved
          </Button>
        ) : null}
      </div>
      {error && !rules.some(({ id }) => error.source?.scope === ruleScope(id)) ? <ProblemNote error={error} /> : null}
      {simulated ? <SimulationView simulation={simulated.result} stale={simulated.rules !== rules} /> : null}
    </Section>
  );
}

/** Lifecycle rules: seen, changed, tried on the index of names, and saved through a plan. */
export function LifecycleTab({ place }: { place: Place }) {
  const { connectionId, bucket } = place;
  const read = useRead(['storage', 'lifecycle'], { connectionId, bucket });
  return (
    <Loaded read={read} height={240}>
      {(saved) => <Editor key={JSON.stringify(saved.rules)} place={place} saved={saved} />}
    </Loaded>
  );
}
