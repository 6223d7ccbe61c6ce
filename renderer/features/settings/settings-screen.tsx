import { type ReactNode, useEffect } from 'react';
import { useHashSearch } from '../../app/hash-location.ts';
import { useRead } from '../../app/reads.ts';
import { KeyTable } from '../../app/shell/keyboard-map.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { AboutSection } from './about-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { CacheSection } from './cache-section.tsx';
import { CurrencySection } from './currency-section.tsx';
import { EnvironmentsSection } from './environments-section.tsx';
import classes from './settings.module.css';
import { SingleKeys } from './single-keys.tsx';
import { VaultSection } from './vault-section.tsx';

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <div id={`section-${id}`}>
      <Panel title={title}>{children}</Panel>
    </div>
  );
}

/** Brings the section named in the URL into view, e.g. from an error that asks to open the vault. */
function useSection() {
  const section = new URLSearchParams(useHashSearch()).get('section');
  useEffect(() => {
    if (section) document.getElementById(`section-${section}`)?.scrollIntoView();
  }, [section]);
}

/** Everything a person sets for this console. */
export function SettingsScreen() {
  useSection();
  const settings = useRead(['settings', 'get'], {});
  return (
    <>
      <PageHeader title="Settings" detail="for this console on this machine" />
      <Loaded read={settings} height={300}>
        {(data) => (
          <div className={classes['page']}>
            <Section id="appearance" title="Appearance and time">
              <AppearanceSection settings={data} />
            </Section>
            <Section id="currency" title="Currency and exchange rates">
              <CurrencySection settings={data} />
            </Section>
            <Section id="environments" title="Environments">
              <EnvironmentsSection settings={data} />
            </Section>
            <Section id="cache" title="Cache and refresh">
              <CacheSection settings={data} />
            </Section>
            <Section id="vault" title="Vault">
              <VaultSection />
            </Section>
            <Section id="keyboard" title="Keyboard">
              <SingleKeys settings={data} />
              <KeyTable />
            </Section>
            <Section id="about" title="About">
              <AboutSection />
            </Section>
          </div>
        )}
      </Loaded>
    </>
  );
}
