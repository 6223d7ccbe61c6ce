import '../dom-setup.tsx';
import { render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { FaultBoundary } from '#renderer/ui/fault-boundary.tsx';

function Broken(): never {
  throw new Error('chunk not found');
}

it('keeps what stands beside a part that fails', () => {
  const silent = vi.spyOn(console, 'error').mockImplementation(() => {});
  render(
    <>
      <p>cached rows</p>
      <FaultBoundary fallback={<p>not loaded</p>}>
        <Broken />
      </FaultBoundary>
    </>,
  );
  silent.mockRestore();
  expect(screen.getByText('cached rows')).toBeTruthy();
  expect(screen.getByText('not loaded')).toBeTruthy();
});
