import { connect } from '#renderer/rpc/connect.ts';

/** The link is opened, and the first screen asked for, before the screens are even loaded. */
const connection = connect();
const asked = connection.then(({ services }) => services.overview.get({}));
// A failure is met where the answer is used; until then nobody waits for it.
asked.catch(() => {});

void import('./start.tsx').then(({ start }) => start(connection, new Map([['overview.get', asked]])));
