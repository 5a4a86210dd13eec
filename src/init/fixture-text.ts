/** Path of the fixture to start from: the one of its built-in counterpart, so that the ids of its cases are the same. */
export const FIXTURE = 'groups/get.yaml';

/**
 * The fixture to start from: the built-in one of an operation without parameters, with comments. It replaces the
 * built-in one, so a run proves as much as before.
 */
export const FIXTURE_TEXT = `# The requests of one operation, as the built-in fixture has them. Change it, or copy it for another operation;
# without this file, the built-in fixture is used. docs/writing-fixtures.md describes every key.
operation: GET /api/v1/groups
request: # the request that the server answers with 200
  auth: token # or restricted, service, none, malformed
  # path: { groupId: $GROUP_ID } # $GROUP_ID is the variable CONTRACT_GROUP_ID
  # query: { limit: 10 }
cases: # by expected status; each case changes a part of the request
  200:
    - the groups:
  400:
    - a fault: { fault: 400 } # sent only if CONTRACT_FAULT_HEADER is set
  401:
    - no token: { auth: none }
  403:
    - malformed token: { auth: malformed }
    - token of the wrong kind: { auth: service }
    - no permission: { auth: restricted }
  404:
    - a fault: { fault: 404 }
  422:
    - a fault: { fault: 422 }
  500:
    - a fault: { fault: 500 }
`;
