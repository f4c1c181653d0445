/** A lock screen that is only remembered. */
import type { Screen, ScreenContent, ScreenEvent, ShownScreen } from '@sekisho/agent-core';

export class VirtualScreen implements Screen {
  shown: ShownScreen | 'none' = 'none';
  #listener: (event: ScreenEvent) => void = () => {};

  show({ screen }: ScreenContent): void {
    this.shown = screen;
    this.#listener({ type: 'shown', screen, by: 'own' });
  }

  hide(): void {
    this.shown = 'none';
    this.#listener({ type: 'hidden' });
  }

  listen(listener: (event: ScreenEvent) => void): void {
    this.#listener = listener;
  }
}
