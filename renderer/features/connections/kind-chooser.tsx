import { CloseButton } from '@mantine/core';
import type { Manifest } from '#shared/model/connection.ts';
import { useOpenCostFiles } from '../../app/open-files.ts';
import classes from './connections.module.css';

interface Props {
  kinds: Manifest[];
  onChoose: (kind: string) => void;
  onClose: () => void;
}

/** Kinds of connection. Those that open files ask for the file at once: the file is all they need. */
export function KindChooser({ kinds, onChoose, onClose }: Props) {
  const openFiles = useOpenCostFiles();
  return (
    <section className={classes['pane']} aria-label="Add a connection">
      <div className={classes['head']}>
        <h2 className={classes['title']}>Add a connection</h2>
        <CloseButton aria-label="Close" onClick={onClose} />
      </div>
      <div className={classes['form']}>
        {kinds.map(({ kind, title, description, opensFiles }) => (
          <button
            key={kind}
            type="button"
            className={classes['kind']}
            onClick={() => (opensFiles.length > 0 ? void openFiles() : onChoose(kind))}
          >
            <strong>{title}</strong>
            <div className="ae-muted">{description}</div>
            {opensFiles.length > 0 ? <div className="ae-muted">Opens {opensFiles.join(', ')}</div> : null}
          </button>
        ))}
      </div>
    </section>
  );
}
