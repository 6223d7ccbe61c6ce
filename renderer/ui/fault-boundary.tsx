import { Component, type ReactNode } from 'react';

interface Props {
  /** Shown instead of what failed. */
  fallback: ReactNode;
  children: ReactNode;
}

/**
 * Keeps a fault inside the part it happened in. Parts that are loaded when needed fail when the host is gone by then:
 * the rest of the console, with all it shows, must stay.
 */
export class FaultBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
