/** A kind of object of OpenAPI (OpenAPI 3.0.3 and 3.1.0, section "Schema"). */
type Name =
  | 'document'
  | 'paths'
  | 'components'
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'header'
  | 'requestBody'
  | 'responses'
  | 'response'
  | 'media'
  | 'encoding'
  | 'example'
  | 'link'
  | 'callback'
  | 'securityScheme'
  | 'schema';

/** The kind of a value of a document: an object of OpenAPI, a map of them, or a list. */
export type Kind = Name | `${Name}{}` | `${Name}[]`;

const OPERATIONS = ['get', 'head', 'options', 'post', 'put', 'patch', 'delete', 'trace'];

const DESCRIBED: Readonly<Record<string, Kind>> = { schema: 'schema', content: 'media{}', examples: 'example{}' };

const each = (names: readonly string[], kind: Kind): Record<string, Kind> =>
  Object.fromEntries(names.map((name) => [name, kind]));

/** The fields of each object that contain further objects; `*` is any other field that is not an extension. */
const FIELDS: Readonly<Record<Name, Readonly<Record<string, Kind>>>> = {
  document: { paths: 'paths', webhooks: 'pathItem{}', components: 'components' },
  paths: { '*': 'pathItem' },
  components: {
    schemas: 'schema{}',
    responses: 'response{}',
    parameters: 'parameter{}',
    requestBodies: 'requestBody{}',
    headers: 'header{}',
    examples: 'example{}',
    links: 'link{}',
    callbacks: 'callback{}',
    pathItems: 'pathItem{}',
    securitySchemes: 'securityScheme{}',
  },
  pathItem: { ...each(OPERATIONS, 'operation'), parameters: 'parameter[]' },
  operation: { parameters: 'parameter[]', requestBody: 'requestBody', responses: 'responses', callbacks: 'callback{}' },
  parameter: DESCRIBED,
  header: DESCRIBED,
  requestBody: { content: 'media{}' },
  responses: { '*': 'response' },
  /** `schema` is from Swagger 2.0, but still common. */
  response: { headers: 'header{}', content: 'media{}', links: 'link{}', schema: 'schema' },
  media: { ...DESCRIBED, encoding: 'encoding{}' },
  encoding: { headers: 'header{}' },
  example: {},
  link: {},
  callback: { '*': 'pathItem' },
  securityScheme: {},
  /** JSON Schema Core 2020-12, sections 8.2.4, 10 and 11. */
  schema: {
    ...each(['not', 'if', 'then', 'else', 'items', 'contains', 'additionalProperties', 'propertyNames'], 'schema'),
    ...each(['unevaluatedItems', 'unevaluatedProperties'], 'schema'),
    ...each(['allOf', 'anyOf', 'oneOf', 'prefixItems'], 'schema[]'),
    ...each(['properties', 'patternProperties', 'dependentSchemas', '$defs'], 'schema{}'),
  },
};

/**
 * The kind of a member of a value; undefined for data, such as an example, a default, an enum or an extension. In data,
 * `$ref` is an ordinary name.
 */
export function kindOfMember(kind: Kind, name: string): Kind | undefined {
  if (isMap(kind) || isList(kind)) return kind.slice(0, -2) as Name;
  const fields = FIELDS[kind as Name];
  if (Object.hasOwn(fields, name)) return fields[name];
  return name.startsWith('x-') ? undefined : fields['*'];
}

export const isMap = (kind: Kind): boolean => kind.endsWith('{}');

const isList = (kind: Kind): boolean => kind.endsWith('[]');
