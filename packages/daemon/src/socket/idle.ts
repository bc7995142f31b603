/** Tells when nobody has needed something for a time. */

export type IdleOptions = {
  /** How long nobody may need it; 0: for ever. */
  readonly idleMs: number;
  /** The longest pause between two looks. */
  readonly lookMs: number;
  /** Whether somebody needs it now; what it throws counts as yes. */
  readonly isNeeded: () => boolean | Promise<boolean>;
};

export type IdleWatch = {
  /** Resolves when nobody has needed it for `idleMs`. */
  readonly idle: Promise<void>;
  /** Somebody needed it just now. */
  readonly touch: () => void;
  readonly stop: () => void;
};

/** Looks now and then, four times within `idleMs` or more often. */
export function watchIdle({ idleMs, lookMs, isNeeded }: IdleOptions): IdleWatch {
  const { promise: idle, resolve } = Promise.withResolvers<void>();
  if (idleMs === 0) return { idle, touch: () => {}, stop: () => {} };
  let neededAtMs = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;

  function pauseMs(): number {
    return Math.min(lookMs, Math.ceil(idleMs / 4));
  }

  async function isNeededNow(): Promise<boolean> {
    try {
      return await isNeeded();
    } catch {
      return true;
    }
  }

  async function look(): Promise<void> {
    if (await isNeededNow()) neededAtMs = performance.now();
    if (performance.now() - neededAtMs >= idleMs) resolve();
    else if (!isStopped) again();
  }

  function again(): void {
    timer = setTimeout(() => void look(), pauseMs());
  }

  again();
  return {
    idle,
    touch() {
      neededAtMs = performance.now();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
