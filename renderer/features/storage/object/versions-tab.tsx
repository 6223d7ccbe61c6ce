import { Button } from '@mantine/core';
import type { ObjectRef, ObjectVersion } from '#shared/model/storage.ts';
import { useZone } from '../../../app/preferences.ts';
import { useRead } from '../../../app/reads.ts';
import { formatBytes } from '../../../ui/format/number.ts';
import { formatTime } from '../../../ui/format/time.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import { SimpleTable } from '../../../ui/simple-table.tsx';
import { Section } from '../../compute/drawer/facts.tsx';
import { useStoragePlan } from '../../transfers/plan/use-storage-plan.ts';
import classes from '../storage.module.css';
import { useStores } from '../use-stores.ts';

const stateOf = ({ latest, deleted }: ObjectVersion) => [latest ? 'current' : 'older', deleted ? 'deleted' : ''].filter(Boolean).join(', ');

/** Versions of one object, newest first: looked at, made current again, or deleted for good. */
export function VersionsTab({ object, onOpen }: { object: ObjectRef; onOpen: (object: ObjectRef) => void }) {
  const zone = useZone();
  const plan = useStoragePlan();
  const { can } = useStores();
  // What is deleted softly can be brought back; a delete marker has nothing behind it.
  const restorable = can(object.connectionId, 'soft_delete');
  const { connectionId, bucket, key } = object;
  const read = useRead(['storage', 'versions'], { connectionId, bucket, prefix: key });
  const refOf = ({ versionId }: ObjectVersion): ObjectRef => ({ connectionId, bucket, key, versionId });
  return (
    <Section title="Versions">
      <Loaded read={read} height={160}>
        {({ versions, more }) => {
          const own = versions.filter((version) => version.key === key);
          if (own.length === 0) return <p className="ae-muted">No version is kept.</p>;
          return (
            <>
              <SimpleTable
                label="Versions"
                rows={own}
                rowKey={({ versionId }) => versionId}
                columns={[
                  {
                    key: 'modified',
                    header: 'Modified',
                    render: ({ modified }) => <span className={classes['figures']}>{formatTime(modified, zone)}</span>,
                  },
                  { key: 'size', header: 'Size', numeric: true, render: ({ size, deleted }) => (deleted ? '–' : formatBytes(size)) },
                  { key: 'state', header: 'State', render: stateOf },
                  {
                    key: 'acts',
                    header: 'Do',
                    render: (version) => {
                      const at = formatTime(version.modified, zone);
                      return (
                        <span style={{ display: 'flex', gap: 4 }}>
                          {version.deleted ? null : (
                            <Button
                              size="compact-xs"
                              variant="default"
                              aria-label={`Open the version of ${at}`}
                              onClick={() => onOpen(refOf(version))}
                            >
                              Open
                            </Button>
                          )}
                          {version.latest || (version.deleted && !restorable) ? null : (
                            <Button
                              size="compact-xs"
                              variant="default"
                              aria-label={`Restore the version of ${at}`}
                              onClick={() => plan({ verb: 'restore_version', objects: [refOf(version)] })}
                            >
                              Restore…
                            </Button>
                          )}
                          <Button
                            size="compact-xs"
                            variant="default"
                            aria-label={`Delete the version of ${at}`}
                            onClick={() => plan({ verb: 'delete', source: { objects: [refOf(version)] } })}
                          >
                            Delete…
                          </Button>
                        </span>
                      );
                    },
                  },
                ]}
              />
              {more ? <p className="ae-muted">There are more versions than are shown.</p> : null}
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}
