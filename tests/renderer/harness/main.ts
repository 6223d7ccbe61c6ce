import '#renderer/app/boot.css';
import { start } from '#renderer/app/start.tsx';
import { fakeConnection, type Scenario } from './fake-connection.ts';

/** `?scenario=empty` before the fragment chooses what the pretended host holds. */
const scenario = (new URLSearchParams(location.search).get('scenario') ?? 'full') as Scenario;
start(Promise.resolve(fakeConnection(scenario)));
