import { Kbd, Modal } from '@mantine/core';
import { keyMap } from './shortcuts.ts';

/** All keys of the console by group. */
export function KeyTable() {
  const groups = [...new Set(keyMap.map(({ group }) => group))];
  return (
    <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(240px, 1fr))', gap: 16 }}>
      {groups.map((group) => (
        <section key={group}>
          <h3 style={{ fontSize: 12, marginBottom: 4 }} className="ae-muted">
            {group}
          </h3>
          <dl style={{ margin: 0 }}>
            {keyMap
              .filter((entry) => entry.group === group)
              .map(({ keys, does }) => (
                <div key={does} style={{ display: 'flex', justifyContent: 'space-between', gap: 8, padding: '3px 0' }}>
                  <dt>{does}</dt>
                  <dd style={{ margin: 0, whiteSpace: 'nowrap' }}>
                    {keys.map((key) => (
                      <Kbd key={key} size="xs" ml={4}>
                        {key}
                      </Kbd>
                    ))}
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

export function KeyboardMap({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keyboard" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <KeyTable />
    </Modal>
  );
}
