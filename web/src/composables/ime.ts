/** Safari ends the composition before the Enter that ended it: such an Enter comes within this time. */
const settleMs = 100;

/** The part of a keyboard event that decides. */
export interface KeyStroke {
  readonly isComposing: boolean;
  readonly keyCode: number;
}

/**
 * Tells an Enter that belongs to an input method from one that means "send".
 * Chrome and Firefox: `isComposing`. Third-party input methods on Windows and macOS, Android: keyCode 229.
 * Safari: `compositionend` first, then a keydown that looks ordinary.
 */
export class ImeGuard {
  private endedAt_ = Number.NEGATIVE_INFINITY;
  private readonly now_: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.now_ = now;
  }

  compositionEnded(): void {
    this.endedAt_ = this.now_();
  }

  owns(key: KeyStroke): boolean {
    return key.isComposing || key.keyCode === 229 || this.now_() - this.endedAt_ < settleMs;
  }
}

/**
 * Keeps keys of an input method away from everybody: composer, search boxes, menus, editors and dialogs alike see only
 * keys that mean something to them. Safari's late Enter must not break the line or submit the form either.
 */
export function guardComposition(target: Window, ime = new ImeGuard()): void {
  target.addEventListener('compositionend', () => ime.compositionEnded(), true);
  target.addEventListener(
    'keydown',
    (event) => {
      if (!ime.owns(event)) return;
      event.stopImmediatePropagation();
      if (event.key === 'Enter' && !event.isComposing && event.keyCode !== 229) event.preventDefault();
    },
    true,
  );
}
