import type { Case } from '../../cases/case.ts';
import type { Response } from '../../client/reply.ts';
import { isSuccess } from '../../contract/responses.ts';
import type { Operation } from '../../contract/operations.ts';
import { isObject } from '../../contract/pointer.ts';
import { branchesOf } from '../../lifecycles/bodies/body.ts';
import { containsText, objectOf, primaryObject } from '../../lifecycles/locate.ts';
import { idOf, namesOf, type Resource, scalarsOf } from '../../lifecycles/resource.ts';
import type { Reading } from '../../verdict/evidence.ts';
import { type JudgedCase, responseOf } from '../../verdict/judged-case.ts';
import { jsonOf } from '../../verdict/subject.ts';

/** Maximum number of steps that are kept of a resource. */
const MAX_STEPS = 20;

/** A resource as the response to a write shows it. */
export function asAnswered(resource: Resource, reply: Response): Resource {
  const answered = objectOf(jsonOf(reply), { id: idOf(resource), names: [] });
  return answered === undefined ? resource : { ...resource, object: { ...resource.object, ...answered } };
}

/** The properties of a resource, as its writes and a read showed them. */
export function shown(resource: Resource, reading: Reading | undefined): Readonly<Record<string, unknown>> {
  const body = jsonOf(reading?.response);
  const read = objectOf(body, { id: idOf(resource), names: [] }) ?? primaryObject(body, resource.lifecycle.nouns);
  return { ...resource.object, ...read };
}

/** A resource after a write, with the values by which later requests name it. */
export function afterWrite(resource: Resource, { request }: Case, judged: JudgedCase): Resource {
  const reply = responseOf(judged);
  if (reply === undefined || !isSuccess(reply.status)) return resource;
  const steps = [...resource.steps, `${request.method} ${request.url} ${reply.status}`].slice(-MAX_STEPS);
  const outputs = request.method === 'POST' ? { ...resource.outputs, ...scalarsOf(jsonOf(reply)) } : resource.outputs;
  return { ...asAnswered(resource, reply), steps, ...(outputs !== undefined && { outputs }) };
}

/**
 * True for a response that may say that the write awaits something, such as an approval: the contract declares
 * alternatives for it, and the one that was sent does not mention the resource.
 */
export function isPending({ responses }: Operation, reply: Response, resource: Resource): boolean {
  const schemas = [...responses].flatMap(([status, { content }]) =>
    status.startsWith('2') ? [...content.values()].map(({ schema }) => schema) : [],
  );
  const hasAlternatives = schemas.some((schema) => isObject(schema) && branchesOf(schema).length > 1);
  const id = idOf(resource);
  const texts = [resource.name, ...namesOf(resource), ...(id === undefined ? [] : [String(id)])];
  return hasAlternatives && !containsText(jsonOf(reply), texts);
}
