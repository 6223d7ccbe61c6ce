import '../dom-setup.tsx';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { countsOf, guardRows, moved, ruleProblem, withGuard } from '#renderer/features/settings/environment-draft.ts';
import type { Environments } from '#shared/model/environment.ts';
import { renderApp } from '../dom-setup.tsx';
import { fakeConnection } from '../harness/fake-connection.ts';

const patience = { timeout: 15_000 };
const rule = { environment: 'production', by: 'name', tag: '', pattern: 'db-*' } as const;

describe('a draft of environments', () => {
  it('says what a rule lacks', () => {
    expect(ruleProblem(rule)).toBeNull();
    expect(ruleProblem({ ...rule, environment: ' ' })).toBe('Name the environment');
    expect(ruleProblem({ ...rule, by: 'tag' })).toBe('Name the tag');
    expect(ruleProblem({ ...rule, pattern: '' })).toBe('Give a pattern');
  });

  it('gives each rule its own count where others are not asked about', () => {
    const rules = [rule, { ...rule, pattern: '' }, rule];
    expect(countsOf(rules, { decided: [3, 4], environments: [] })).toEqual([3, null, 4]);
    expect(countsOf(rules, undefined)).toEqual([null, null, null]);
  });

  it('moves rules, and not beyond the ends', () => {
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  });

  it('has one guard for each environment, whatever its case', () => {
    const rows = guardRows(
      { rules: [rule], guards: { live: 'read_only' } },
      {
        decided: [2],
        environments: [
          { environment: 'Live', machines: 7 },
          { environment: '', machines: 1 },
        ],
      },
    );
    expect(rows).toEqual([
      { environment: 'Live', machines: 7, guard: 'read_only' },
      { environment: 'production', machines: 0, guard: 'normal' },
    ]);
    expect(withGuard({ live: 'typed', a: 'typed' }, 'Live', 'normal')).toEqual({ a: 'typed' });
    expect(withGuard({}, 'Live', 'read_only')).toEqual({ live: 'read_only' });
  });
});

function open() {
  const saved: Environments[] = [];
  const connection = fakeConnection('full', (handlers) => {
    const { set } = handlers.settings;
    handlers.settings.set = (change, call) => {
      if (change.environments) saved.push(change.environments);
      return set(change, call);
    };
  });
  renderApp(connection, '/settings');
  return saved;
}

const button = (name: string) => screen.findByRole<HTMLButtonElement>('button', { name }, patience);
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

async function addRule(number: number, pattern: string, environment: string) {
  fireEvent.click(await button('Add a rule'));
  fireEvent.change(await screen.findByLabelText(`Rule ${number} looks at`, {}, patience), { target: { value: 'name' } });
  type(`Pattern of rule ${number}`, pattern);
  type(`Environment of rule ${number}`, environment);
}

describe('Environments in Settings', { timeout: 60_000 }, () => {
  it('counts what a rule decides while it is typed, and saves nothing before it is said', async () => {
    const saved = open();
    await addRule(1, '*', 'sandbox');
    const table = await screen.findByRole('region', { name: 'Environment rules, table' }, patience);
    expect(await within(table).findByText('2,000 machines', {}, patience)).toBeTruthy();
    const guards = screen.getByRole('region', { name: 'Guards of environments, table' });
    await waitFor(() => expect(within(guards).getByText('sandbox').closest('tr')!.textContent).toContain('2,000'), patience);
    expect(saved).toEqual([]);
    fireEvent.click(await button('Save environments'));
    await waitFor(() => expect(saved.at(-1)?.rules).toEqual([{ environment: 'sandbox', by: 'name', tag: '', pattern: '*' }]));
  });

  it('shows that the first rule decides, and lets rules be moved and removed', async () => {
    const saved = open();
    await addRule(1, '*', 'first');
    await addRule(2, '*', 'second');
    const decides = () =>
      screen
        .getAllByRole('row')
        .filter((row) => within(row).queryByLabelText(/^Remove rule/) !== null)
        .map((row) => row.textContent);
    await waitFor(() => expect(decides().map((text) => /(\d[\d,]*) machines/.exec(text)?.[1])).toEqual(['2,000', '0']), patience);
    fireEvent.click(await button('Move rule 2 up'));
    expect(screen.getByLabelText<HTMLInputElement>('Environment of rule 1').value).toBe('second');
    fireEvent.click(await button('Remove rule 2'));
    fireEvent.click(await button('Save environments'));
    await waitFor(() => expect(saved.at(-1)?.rules.map(({ environment }) => environment)).toEqual(['second']));
  });

  it('does not save a rule that lacks something, and discards', async () => {
    const saved = open();
    fireEvent.click(await button('Add a rule'));
    expect(await screen.findByText('Name the environment', {}, patience)).toBeTruthy();
    expect((await button('Save environments')).disabled).toBe(true);
    fireEvent.click(await button('Discard'));
    expect(screen.queryByLabelText('Pattern of rule 1')).toBeNull();
    expect(saved).toEqual([]);
  });

  it('makes an environment read-only', async () => {
    const saved = open();
    fireEvent.change(await screen.findByLabelText('Guard of production', {}, patience), { target: { value: 'read_only' } });
    fireEvent.click(await button('Save environments'));
    await waitFor(() => expect(saved.at(-1)?.guards['production']).toBe('read_only'));
    await waitFor(async () => expect((await button('Save environments')).disabled).toBe(true));
  });
});
