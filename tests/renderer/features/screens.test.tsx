import '../dom-setup.tsx';
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderApp } from '../dom-setup.tsx';
import { fakeConnection } from '../harness/fake-connection.ts';

const patience = { timeout: 15_000 };

describe('screens over a connection in memory', { timeout: 60_000 }, () => {
  it('shows the figures of both currencies on the Overview, apart', async () => {
    renderApp(fakeConnection('full'));
    expect(await screen.findByTestId('month-cost-USD', {}, patience)).toBeTruthy();
    expect(screen.getByTestId('month-cost-EUR')).toBeTruthy();
    expect(screen.getByTestId('machine-total').textContent).toBe('2,000 machines');
  });

  it('shows a failure as a failure, not as an empty console', async () => {
    renderApp(fakeConnection('failing'));
    expect((await screen.findByRole('alert', {}, patience)).textContent).toContain('The cache did not answer');
    expect(screen.queryByText('Open the demo')).toBeNull();
  });

  it('keeps the rows on screen when a refresh fails', async () => {
    let broken = false;
    const connection = fakeConnection('full', (handlers) => {
      const get = handlers.overview.get;
      handlers.overview.get = (input, call) => {
        if (broken) throw Object.assign(new Error('broken'), { name: 'TimeoutError' });
        return get(input, call);
      };
    });
    renderApp(connection);
    await screen.findByTestId('machine-total', {}, patience);
    broken = true;
    connection.emit({ type: 'changed', tables: ['costs'] });
    const alerts = await screen.findAllByText('No answer in time', {}, patience);
    expect(alerts.length).toBeGreaterThan(0);
    expect(screen.getByTestId('machine-total').textContent).toBe('2,000 machines');
  });

  it('offers three ways in when nothing is configured', async () => {
    renderApp(fakeConnection('empty'));
    expect(await screen.findByRole('button', { name: 'Open the demo' }, patience)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Connect a cloud' })).toBeTruthy();
  });

  it('says that it is offline above the cached rows', async () => {
    renderApp(fakeConnection('offline'));
    expect(await screen.findByText('Offline.', {}, patience)).toBeTruthy();
    expect(await screen.findByTestId('machine-total', {}, patience)).toBeTruthy();
  });

  it('says when the host is gone', async () => {
    const connection = fakeConnection('full');
    renderApp(connection);
    await screen.findByTestId('machine-total', {}, patience);
    connection.setStatus('closed');
    expect(await screen.findByText('Connection to the host lost.', {}, patience)).toBeTruthy();
  });

  it('renders a window of 100,000 machines, not all of them', async () => {
    renderApp(fakeConnection('huge'), '/compute');
    await screen.findByText('100,000 of 100,000 machines', {}, patience);
    const grid = screen.getByRole('grid');
    expect(grid.getAttribute('aria-rowcount')).toBe('100001');
    expect(within(grid).getAllByRole('row').length).toBeLessThan(80);
  });

  it('filters machines from the address and says how many are left', async () => {
    renderApp(fakeConnection('full'), '/compute?text=db-0000&where=state+in+%5B%22stopped%22%5D');
    const count = await screen.findByTestId('machine-count', {}, patience);
    expect(count.textContent).toMatch(/^\d+ of 2,000 machines$/);
    expect(Number.parseInt(count.textContent, 10)).toBeLessThan(10);
  });

  it('asks for a vault before a secret is typed', async () => {
    renderApp(fakeConnection('full'), '/connections?add=aws');
    expect(await screen.findByText('Where are secrets kept?', {}, patience)).toBeTruthy();
  });

  it('names the missing fields of a connection and sends nothing', async () => {
    renderApp(
      fakeConnection('full', (handlers) => {
        handlers.connections.add = () => {
          throw new Error('must not be sent');
        };
      }),
      '/connections?add=aws',
    );
    fireEvent.click(await screen.findByRole('button', { name: 'Save and read' }, patience));
    expect(await screen.findByText('Access key id is needed.')).toBeTruthy();
    expect(screen.getByText('Secret access key is needed.')).toBeTruthy();
  });

  it('opens the screen of a key sequence and leaves keys alone while typing', async () => {
    renderApp(fakeConnection('full'), '/compute');
    const filter = await screen.findByLabelText('Filter machines', {}, patience);
    fireEvent.keyDown(filter, { key: 'g' });
    fireEvent.keyDown(filter, { key: 's' });
    expect(location.hash).toBe('#/compute');
    fireEvent.keyDown(document.body, { key: 'g' });
    fireEvent.keyDown(document.body, { key: 's' });
    expect(location.hash).toBe('#/settings');
  });
});
