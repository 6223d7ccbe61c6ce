import type { MachineKey } from '#shared/model/machine.ts';
import { useRead } from '../../../app/reads.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import classes from './drawer.module.css';
import { Section } from './facts.tsx';

/** Commands that connect to a machine, made from what is cached. */
export function ConnectTab({ machine }: { machine: MachineKey }) {
  const read = useRead(['compute', 'connect'], machine);
  return (
    <Section title="Connect">
      <Loaded read={read} height={96}>
        {(snippets) =>
          snippets.length === 0 ? (
            <p className="ae-muted">There is no way to log in to this kind of resource.</p>
          ) : (
            snippets.map(({ title, command, needs }) => (
              <div key={title} className={classes['snippet']}>
                <div className={classes['snippetHead']}>
                  <strong>{title}</strong>
                  <CopyButton text={command} label={`Copy ${title}`} variant="default" />
                </div>
                <pre className={classes['code']}>{command}</pre>
                <span className="ae-muted">Needs: {needs}</span>
              </div>
            ))
          )
        }
      </Loaded>
    </Section>
  );
}
