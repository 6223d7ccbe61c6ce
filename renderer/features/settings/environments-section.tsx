import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Environments } from '#shared/model/environment.ts';
import type { SettingsModel } from '#shared/model/settings.ts';
import { errorOf, useRead } from '../../app/reads.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { cleaned, countsOf, guardRows, ruleProblem, sameEnvironments, validRules, withGuard } from './environment-draft.ts';
import { EnvironmentGuards } from './environment-guards.tsx';
import { EnvironmentRules } from './environment-rules.tsx';
import classes from './settings.module.css';
import { useSaveSettings } from './use-save-settings.ts';

const typingMs = 250;

/** What is edited here until it is saved; what another window saves meanwhile replaces it. */
function useDraft(saved: Environments) {
  const [draft, setDraft] = useState(saved);
  const [seen, setSeen] = useState(saved);
  if (JSON.stringify(seen) !== JSON.stringify(saved)) {
    setSeen(saved);
    setDraft(saved);
  }
  return [draft, setDraft] as const;
}

/** Which machines are production and the like, and what is asked before they are changed. */
export function EnvironmentsSection({ settings }: { settings: SettingsModel }) {
  const save = useSaveSettings();
  const [draft, setDraft] = useDraft(settings.environments);
  const [asked] = useDebouncedValue(draft.rules, typingMs);
  const effect = useRead(['compute', 'environments'], { rules: validRules(asked) }, { keep: true });
  const upToDate = asked === draft.rules && !effect.isPlaceholderData ? effect.data : undefined;
  const changed = !sameEnvironments(cleaned(draft), settings.environments);
  const ready = draft.rules.every((rule) => ruleProblem(rule) === null);
  return (
    <>
      <p className="ae-muted">
        The first rule that matches decides; without one the tags environment, env and stage do. A star stands for any text; upper and lower
        case are the same.
      </p>
      <EnvironmentRules rules={draft.rules} counts={countsOf(draft.rules, upToDate)} onChange={(rules) => setDraft({ ...draft, rules })} />
      {effect.isError ? <ProblemNote error={errorOf(effect.error)} /> : null}
      <h3 className={classes['subhead']}>Guards</h3>
      <div className={classes['rates']}>
        <EnvironmentGuards
          rows={guardRows(draft, effect.data)}
          onChange={(environment, guard) => setDraft({ ...draft, guards: withGuard(draft.guards, environment, guard) })}
        />
      </div>
      <div className={classes['row']}>
        <Button disabled={!changed || !ready} onClick={() => void save({ environments: cleaned(draft) })}>
          Save environments
        </Button>
        <Button variant="default" disabled={!changed} onClick={() => setDraft(settings.environments)}>
          Discard
        </Button>
      </div>
      <p className="ae-muted">Every change of these rules and guards is written to the audit log.</p>
    </>
  );
}
