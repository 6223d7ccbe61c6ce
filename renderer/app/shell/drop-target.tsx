import { useEffect, useState } from 'react';
import { useDropFiles } from '../open-files.ts';
import classes from './drop-target.module.css';

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** A cost file dropped anywhere on the window is imported. */
export function DropTarget() {
  const [over, setOver] = useState(false);
  const drop = useDropFiles();
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // A part of the screen takes the files itself.
      if (event.defaultPrevented) return setOver(false);
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event) || event.defaultPrevented) return setOver(false);
      event.preventDefault();
      setOver(false);
      void drop([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [drop]);
  if (!over) return null;
  return <div className={classes['drop']}>Drop a FOCUS cost file to import it: CSV, CSV.gz or Parquet</div>;
}
