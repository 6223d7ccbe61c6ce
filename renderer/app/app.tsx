import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { Router } from 'wouter';
import { locationHook } from './hash-location.ts';
import { type Host, HostProvider } from './host.tsx';
import { HostEvents } from './host-events.tsx';
import { Notices } from './notices.tsx';
import { PreferenceEffects } from './preferences.ts';
import { Frame } from './shell/frame.tsx';
import { theme } from './theme.ts';

/** Nothing is refetched by itself here: the host says which tables changed. The host also does all retrying. */
function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

export function App({ host }: { host: Host }) {
  const [client] = useState(newQueryClient);
  return (
    <HostProvider host={host}>
      <QueryClientProvider client={client}>
        <MantineProvider theme={theme} defaultColorScheme="auto">
          <Router hook={locationHook}>
            <PreferenceEffects />
            <HostEvents />
            <Frame />
          </Router>
          <Notices />
        </MantineProvider>
      </QueryClientProvider>
    </HostProvider>
  );
}
