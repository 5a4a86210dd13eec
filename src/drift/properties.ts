import { isObject, toPointer } from '../contract/pointer.ts';
import { breaks, type Sender } from './difference.ts';
import type { Schema } from './plain-schema.ts';
import { spotOf, type Walk } from './walk.ts';

/** Reports properties that are new, removed, newly required or newly optional, and compares the others. */
export function compareProperties(walk: Walk): void {
  const { before, after, report, reportEffect, deeper, sender } = walk;
  const [old, now] = [propertiesOf(before, sender), propertiesOf(after, sender)];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(name), now.get(name)];
    const below = spotOf(walk, toPointer(['properties', name]), {
      shown: toPointer([name]),
      key: `properties/${name}`,
    });
    if (was !== undefined && is !== undefined) {
      if (was.required !== is.required) {
        reportEffect(is.required ? 'narrower' : 'wider', below, is.required ? 'is required' : 'is no longer required');
      }
      deeper(was.schema, is.schema, below);
    } else if (was !== undefined) {
      const message = `is no longer declared${was.required ? ', but was required' : ''}`;
      report(sender === 'client' || was.required, { ...below, served: undefined }, message);
    } else {
      const isRequired = sender === 'client' && is?.required === true;
      report(isRequired, { ...below, published: undefined }, `is new${is?.required ? ' and required' : ''}`);
    }
  }
}

/** Properties by name, without those that are never sent in this direction. */
function propertiesOf({ properties, required }: Schema, sender: Sender) {
  const needed = new Set(Array.isArray(required) ? required.map(String) : []);
  const hidden = sender === 'client' ? 'readOnly' : 'writeOnly';
  const declared = isObject(properties) ? properties : {};
  const names = [...new Set([...Object.keys(declared), ...needed])];
  return new Map(
    names
      .map((name) => [name, declared[name]] as const)
      .filter(([, schema]) => !isObject(schema) || schema[hidden] !== true)
      .map(([name, schema]) => [name, { schema, required: needed.has(name) }]),
  );
}

/** Compares additional properties. */
export function compareOthers(walk: Walk): void {
  const { before, after, report, deeper, sender } = walk;
  const [old, now] = [before.additionalProperties ?? true, after.additionalProperties ?? true];
  if (isObject(old) && isObject(now)) {
    deeper(old, now, spotOf(walk, '/additionalProperties', { shown: '/*' }));
    return;
  }
  const freedomOf = (value: unknown) =>
    value === false ? 0 : isObject(value) && Object.keys(value).length > 0 ? 1 : 2;
  const [was, is] = [freedomOf(old), freedomOf(now)];
  if (was === is) return;
  const allowed = ['no additional properties', 'restricted additional properties', 'any additional properties'];
  const isIgnored = sender === 'server' && was === 0;
  const isBreaking = !isIgnored && breaks(is > was ? 'wider' : 'narrower', sender);
  report(isBreaking, spotOf(walk, '/additionalProperties'), `allows ${allowed[is]} instead of ${allowed[was]}`);
}
