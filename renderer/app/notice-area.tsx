import '@mantine/notifications/styles.layer.css';
import { Notifications } from '@mantine/notifications';

/** Place where passing notices appear. */
export function NoticeArea() {
  return <Notifications position="bottom-right" limit={4} autoClose={6000} />;
}
