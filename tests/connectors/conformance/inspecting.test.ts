import { describe, expect, test } from 'vitest';
import { AppFailure, type Inspection, type Machine } from '#connectors/sdk.ts';
import { candidates, never, withConnector } from './open-connector.ts';
import { healthyRows, listedRows, someOfEach, unknownOf } from './rows.ts';

/** Whether it is what JSON can hold: what crosses to the screen is shown and copied as it is. */
function expectPlainJson(value: unknown): void {
  expect(JSON.parse(JSON.stringify(value))).toEqual(value);
}

function expectValidInspection({ raw, related, events, problems }: Inspection): void {
  expectPlainJson(raw);
  expectPlainJson(related);
  expect(problems).toEqual([]);
  expect(raw, 'the record of what exists').toBeTruthy();
  for (const { kind, id, name } of related) expect([kind, id, name]).not.toContain('');
  expect(
    events.map(({ at }) => at),
    'newest first',
  ).toEqual(events.map(({ at }) => at).sort((a, b) => b - a));
  for (const { at, text } of events) {
    expect(Number.isFinite(at)).toBe(true);
    expect(text.trim()).not.toBe('');
  }
}

/** How an unknown target is answered: by `not_found` thrown, or as a problem beside nothing. */
async function answerFor(work: Promise<Inspection>): Promise<string[]> {
  const answer = await work.catch((cause: unknown) => cause);
  if (answer instanceof AppFailure) return [answer.error.code];
  if (answer instanceof Error) throw answer;
  const { raw, problems } = answer as Inspection;
  expect(raw, 'nothing is known of it').toBeNull();
  return problems.map(({ code }) => code);
}

describe.each(candidates())('$kind', (candidate) => {
  const { connector, situations, fixture } = candidate;
  const offers = fixture.without?.inspect === undefined;
  const without = `: ${fixture.without?.inspect}`;

  test(`inspect is offered${offers ? '' : ' not'}`, () =>
    withConnector(connector, situations.healthy, async ({ session }) => {
      expect(session.inspect !== undefined).toBe(offers);
    }));

  test.skipIf(!offers)(
    `the provider’s own record is plain JSON, without secrets, and reading it changes nothing${offers ? '' : without}`,
    () =>
      withConnector(connector, situations.healthy, async ({ session, secrets, changes }) => {
        for (const row of someOfEach(await listedRows(session), 1)) {
          const inspection = await session.inspect!.inspect(row, never);
          expectValidInspection(inspection);
          for (const secret of secrets) expect(JSON.stringify(inspection)).not.toContain(secret);
        }
        expect(changes()).toEqual([]);
      }),
  );

  test.skipIf(!offers)(`what is not there is \`not_found\`${offers ? '' : without}`, () =>
    withConnector(connector, situations.healthy, async ({ session }) => {
      const rows = await listedRows(session);
      for (const row of someOfEach(rows, 1)) {
        expect(await answerFor(session.inspect!.inspect(unknownOf(row, rows), never)), row.kind).toContain('not_found');
      }
    }),
  );

  const connects = fixture.without?.connect === undefined;
  test(
    connects ? 'commands that connect are whole and hold no secret' : `no commands that connect: ${fixture.without?.connect}`,
    async () => {
      expect(connector.connect !== undefined).toBe(connects);
      const rows = someOfEach(await healthyRows(candidate));
      const { secrets = {}, cleanup } = await situations.healthy();
      await cleanup?.();
      const made = rows.map((row) => connector.connect?.(row) ?? []);
      expect(made.some((snippets) => snippets.length > 0)).toBe(connects);
      for (const snippets of made) {
        expect(new Set(snippets.map(({ title }) => title)).size).toBe(snippets.length);
        for (const { title, command, needs } of snippets) {
          expect([title, command, needs].map((text) => text.trim())).not.toContain('');
          expect(command).not.toMatch(/\n|undefined|null/);
          for (const secret of Object.values(secrets)) expect(command).not.toContain(secret);
        }
      }
    },
  );

  /** Names come from whoever may create machines there: none may become a command of its own. */
  test.skipIf(!connects)('a hostile name does not end the command', async () => {
    const hostile = (row: Machine): Machine => ({ ...row, name: "x'; touch hacked; '$(id)`id`" });
    for (const row of someOfEach(await healthyRows(candidate))) {
      for (const { command } of connector.connect?.(hostile(row)) ?? []) {
        const outside = command.replaceAll(String.raw`'\''`, '').replaceAll(/'[^']*'/g, '');
        expect(outside).not.toMatch(/;|\$\(|`/);
      }
    }
  });
});
