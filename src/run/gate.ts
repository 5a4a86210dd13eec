/** Lets requests through together, or one of them while no other is under way. */
export interface Gate {
  shared<T>(work: () => Promise<T>): Promise<T>;
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** Makes a gate that is open. */
export function createGate(): Gate {
  let underWay = 0;
  let closed: Promise<void> | undefined;
  let drained: () => void = () => undefined;
  let last: Promise<unknown> = Promise.resolve();
  const whileClosed = async <T>(work: () => Promise<T>): Promise<T> => {
    let open: () => void = () => undefined;
    closed = new Promise((resolve) => (open = resolve));
    if (underWay > 0) await new Promise<void>((resolve) => (drained = resolve));
    try {
      return await work();
    } finally {
      closed = undefined;
      open();
    }
  };
  return {
    async shared(work) {
      while (closed !== undefined) await closed;
      underWay++;
      try {
        return await work();
      } finally {
        if (--underWay === 0) drained();
      }
    },
    alone(work) {
      const turn = last.then(() => whileClosed(work));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
