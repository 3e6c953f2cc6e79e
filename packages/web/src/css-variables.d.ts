/** Style sheets take some of their lengths from components: `style={{ '--name': value }}`. */
import 'react';

declare module 'react' {
  interface CSSProperties {
    [variable: `--${string}`]: string | number | undefined;
  }
}
