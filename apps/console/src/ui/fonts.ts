/** The product's own copy of Noto Sans JP, in slices of which a browser fetches only those it shows. */
import '@fontsource-variable/noto-sans-jp/wght.css';
