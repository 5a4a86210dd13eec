import pluralize from 'pluralize';
import { templateNames } from '../../contract/path-template.ts';

/** The parts of a name: `projectSlug` is a `slug` of a `project`; the kind of `environment` is empty. */
export interface NameParts {
  noun: string;
  kind: '' | 'id' | 'slug' | 'name';
}

/** The noun of a word: singular, in lower case and without punctuation (`dynamicsecret` for `dynamic-secrets`). */
export const nounOf = (word: string): string => pluralize.singular(word.toLowerCase().replaceAll(/[^a-z\d]/g, ''));

/** Splits the name of a parameter or property. */
export function partsOf(name: string): NameParts {
  const [, noun = name, plain, suffix] = /^(.*?)(?:(?<![a-z\d])(id|slug|name)|(Id|ID|Slug|Name))$/.exec(name) ?? [];
  return { noun: nounOf(noun), kind: (plain ?? suffix ?? '').toLowerCase() as NameParts['kind'] };
}

/** The noun before a parameter in a path, otherwise the last one of the path: `role` in `/roles/slug/{slug}`. */
export function nounBefore(path: string, name: string): string {
  const before = templateNames(path).includes(name) ? path.slice(0, path.indexOf(`{${name}}`)) : path;
  const isNoun = (segment: string) =>
    segment !== '' && !segment.startsWith('{') && !/^(by-)?(id|slug|name)$/.test(segment);
  return nounOf(before.split('/').findLast(isNoun) ?? '');
}

/** The noun of a name, and what is left without its first words: `pkiCollectionId` is the id of a `collection`. */
export function nounsIn(name: string): string[] {
  const words = name.replace(/(?:Id|ID|Slug|Name)$/, '').split(/(?=[A-Z])|[-_]/);
  return words.map((_, at) => nounOf(words.slice(at).join(''))).filter((noun) => noun !== '');
}

/** Words for the same resource that no answer shows to be the same. */
const KNOWN_SYNONYMS: readonly (readonly string[])[] = [
  ['project', 'workspace', 'ws'],
  ['organization', 'org'],
  ['environment', 'env'],
];

/** Learns which nouns name the same resource. */
export class Synonyms {
  /** The resources whose ids a noun was seen to refer to. */
  readonly #resources = new Map<string, Set<string>>();

  /** Records that `<noun>Id` contained the id of a resource. */
  learn(noun: string, resource: string): void {
    const known = this.#resources.get(noun) ?? new Set();
    this.#resources.set(noun, known.add(resource));
  }

  /** The same word for all synonyms. A noun that refers to several resources, such as `actor`, has no synonym. */
  canonical(noun: string): string {
    const listed = KNOWN_SYNONYMS.find((words) => words.includes(noun))?.[0];
    if (listed !== undefined) return listed;
    const [resource, another] = this.#resources.get(noun) ?? [];
    if (resource === undefined || another !== undefined) return noun;
    return KNOWN_SYNONYMS.find((words) => words.includes(resource))?.[0] ?? resource;
  }

  areSame(a: string, b: string): boolean {
    return this.canonical(a) === this.canonical(b);
  }
}

/** Nouns of what a resource belongs to. */
const OWNERS = new Set(['organization', 'project', 'tenant']);

const synonyms = new Synonyms();

/** The canonical noun of a name. */
export const ownerOf = (name: string): string => synonyms.canonical(partsOf(name).noun);

/** True for the name of an organization or a project, such as `projectId`, `workspaceSlug` or `org`. */
export const namesOwner = (name: string): boolean => OWNERS.has(ownerOf(name));
