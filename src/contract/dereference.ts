import { setMember } from './composed.ts';
import { member } from './pointer.ts';

/** Placeholder for data, in which `$ref` is an ordinary name: swagger-parser does not process typed arrays. */
const DATA = new Uint8Array(0);

/**
 * Resolves references to known targets with swagger-parser, which receives only pointers into one document. It
 * therefore reads neither files nor URLs, and processes neither siblings of a `$ref` nor references by `$id`.
 */
export interface Dereferencer {
  /** Sets a member of an object to a reference. */
  refer(holder: object, name: string, target: object): void;
  /** Sets a member of an object to data, which swagger-parser does not process. */
  hold(holder: object, name: string, data: object): void;
  /** Resolves every reference in place. */
  resolve(documents: readonly object[]): Promise<void>;
}

/** A member that is set at the end. */
interface Member {
  holder: object;
  name: string;
  value: object;
}

/** Creates a dereferencer for documents that refer to each other. */
export function createDereferencer(): Dereferencer {
  const names = new Map<object, string>();
  const [references, held]: [Member[], Member[]] = [[], []];
  return {
    refer(holder, name, value) {
      const target = names.get(value) ?? `t${names.size}`;
      names.set(value, target);
      references.push({ holder, name, value });
      setMember(holder, name, { $ref: `#/x-targets/${target}` });
    },
    hold(holder, name, value) {
      held.push({ holder, name, value });
      setMember(holder, name, DATA);
    },
    async resolve(documents) {
      if (references.length > 0) await dereference(documents);
      // A held member may have been replaced in the meantime: a discriminator, by one with the names of its branches.
      for (const { holder, name, value } of held) if (member(holder, name) === DATA) setMember(holder, name, value);
    },
  };

  async function dereference(documents: readonly object[]): Promise<void> {
    const { default: SwaggerParser } = await import('@apidevtools/swagger-parser');
    const targets = Object.fromEntries([...names].map(([target, name]) => [name, target]));
    const whole = { ...EMPTY, 'x-targets': targets, 'x-documents': documents };
    try {
      await SwaggerParser.dereference(whole as never, OPTIONS);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // swagger-parser recurses, so a chain of several thousand references exceeds the call stack. The remaining
      // references are resolved here.
      for (const { holder, name, value } of references) setMember(holder, name, value);
    }
  }
}

/** A document that swagger-parser accepts. */
const EMPTY = { openapi: '3.1.0', info: { title: '', version: '' }, paths: {} };

const OPTIONS = { resolve: { external: false }, dereference: { circular: true, maxDepth: Infinity } };
