import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AppError } from '#shared/errors/app-error.ts';
import type { Lifecycle, LifecycleRule, LifecycleSimulation } from '#shared/model/lifecycle.ts';
import { useCall, useRead } from '../../../app/reads.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import { Section } from '../../compute/drawer/facts.tsx';
import { useStoragePlan } from '../../transfers/plan/use-storage-plan.ts';
import type { Place } from '../places.ts';
import classes from '../storage.module.css';
import { useStores } from '../use-stores.ts';
import { newRule } from './lifecycle-words.ts';
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
  const stores = useStores().of(connectionId)?.features.classes ?? [];
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
  const cold = stores[1]?.id ?? stores[0]?.id ?? '';
  return (
    <Section title="Rules">
      {saved.appliesTo ? <p className="ae-muted">{saved.appliesTo}</p> : null}
      {rules.length === 0 ? <p className="ae-muted">There are no rules: objects stay as they are until someone deletes them.</p> : null}
      {rules.map((rule) => (
        <RuleEditor
          key={rule.id}
          rule={rule}
          stores={stores}
          onChange={(next) => setRules(rules.map((one) => (one.id === rule.id ? next : one)))}
          onRemove={() => setRules(rules.filter(({ id }) => id !== rule.id))}
        />
      ))}
      <div className={classes['tools']}>
        <Button variant="default" onClick={() => setRules([...rules, newRule(rules, cold)])}>
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
      {error ? <ProblemNote error={error} /> : null}
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
