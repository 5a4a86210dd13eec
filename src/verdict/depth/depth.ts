import { phrase } from '../../client/phrase.ts';
import { isOverflow } from '../schema/finder.ts';
import type { Subject } from '../subject.ts';
import { createNode, type Node, type Point } from './node.ts';
import type { Part } from './parts.ts';
import { declaredPoints } from './points.ts';
import { walk, type Walked } from './walk.ts';

/** Which points of the schema of a successful response were seen in a body. */
export interface Depth {
  /** The status as the contract declares it: `200`, `2XX` or `default`. */
  status: string;
  /** All points that the schema declares. */
  declared: readonly string[];
  /** Those that the body contains. */
  seen: readonly string[];
}

/** A schema with its points. */
interface Outline {
  node: Node;
  points: readonly Point[];
  /** Their names. */
  declared: readonly string[];
  /** True if its unions are not determined, because that may take long. */
  isSlow: boolean;
}

/** Outlines by schema. Operations share schemas, and most are needed often. */
const outlines = new WeakMap<object, Outline>();

/** The outline of a schema that is already compiled: before that, it is unknown whether judging by it may take long. */
function outlineOf(schema: object, { validators, operation }: Subject): Outline {
  const known = outlines.get(schema);
  if (known !== undefined) return known;
  const isSlow = validators.mayTakeLong(schema, operation.version);
  const node = createNode([{ schema: schema as Readonly<Record<string, unknown>>, pointer: '' }]);
  const points = declaredPoints(node, !isSlow);
  const outline = { node, points, declared: points.map(({ name }) => name), isSlow };
  outlines.set(schema, outline);
  return outline;
}

/** Longest body that is compared with its schema once more, in bytes. */
const LONGEST_BODY = 2 ** 20;

/** Compares a JSON body with its schema, by which it was judged before. Places are relative to the schema. */
export function walkOf(subject: Subject): Walked {
  const { body, response } = subject;
  const schema = schemaOf(subject);
  if (schema === undefined || body.kind !== 'json') return undefined;
  if (response.body.length > LONGEST_BODY) return { notJudged: phrase`undeclared properties of a body over 1 MiB` };
  try {
    const { node, points, isSlow } = outlineOf(schema, subject);
    if (isSlow) return walk(node, points, body.value);
    return walk(node, points, body.value, (branch, value) => conforms(value, branch, subject));
  } catch (error) {
    if (isOverflow(error)) return { notJudged: phrase`the body is nested too deeply to be compared with its schema` };
    throw error;
  }
}

/** True if a value conforms to a branch of a union. */
function conforms(value: unknown, branch: Part, { validators, operation }: Subject): boolean {
  const judged = { value, numbers: new Map<string, string>(), length: 0 };
  const result = validators.judge(branch, operation.version, judged, []);
  return 'length' in result && result.length === 0;
}

/** The depth of a response whose body conforms to its schema; undefined for a body that is not compared with one. */
export function depthOf(subject: Subject): Depth | undefined {
  const walked = subject.walk();
  const [schema, status] = [schemaOf(subject), subject.declared?.status];
  if (walked === undefined || 'notJudged' in walked || schema === undefined || status === undefined) return undefined;
  return { status, declared: outlineOf(schema, subject).declared, seen: walked.seen };
}

const schemaOf = ({ media }: Subject): object | undefined =>
  typeof media?.schema === 'object' && media.schema !== null ? media.schema : undefined;
