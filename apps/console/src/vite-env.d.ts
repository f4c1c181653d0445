/** What Vite adds to the language: style sheets and other files as imports. */
/// <reference types="vite/client" />
declare module '@fontsource-variable/noto-sans-jp/wght.css';
