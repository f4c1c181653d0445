/** The first script of the page: styles in their order, then the console, then the product's own fonts. */
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './ui/base.css';
import { start } from './app/start.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element');
// first-paint.js has told the person already.
if (!document.documentElement.hasAttribute('data-too-old')) {
  await start(root);
  void import('./ui/fonts.ts');
}
