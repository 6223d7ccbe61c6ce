import type { AppError } from '#shared/errors/app-error.ts';

const colors = { info: 'accent', warning: 'yellow', error: 'red' } as const;
const titles = { info: undefined, warning: 'Attention', error: 'Failed' } as const;

/** A passing notice. With `place` a click on it goes there. */
export function tell(level: keyof typeof colors, message: string, place?: string): void {
  void show(level, message, place);
}

/** Notices are code of their own: the first screen needs none. */
async function show(level: keyof typeof colors, message: string, place?: string): Promise<void> {
  const { notifications } = await import('@mantine/notifications');
  notifications.show({
    message,
    title: titles[level],
    color: colors[level],
    autoClose: level === 'error' ? 12_000 : 6000,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    ...(place ? { onClick: () => (location.hash = place), style: { cursor: 'pointer' } } : {}),
  });
}

/** Says that something the person asked for did not work, and what to do. */
export function tellError(error: AppError): void {
  if (error.code === 'cancelled') return;
  const id = error.source?.requestId ? ` (request id ${error.source.requestId})` : '';
  tell('error', `${error.message}. ${error.hint}${id}`.replace('..', '.'));
}
