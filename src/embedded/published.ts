/**
 * The operations that the embedded target implements as Infisical has published them. The other routes are simpler than
 * those of Infisical: they conform only to the document that the embedded target serves.
 */
export const PUBLISHED: readonly string[] = [
  'GET /api/v1/dynamic-secrets/{name}',
  'GET /api/v1/groups',
  'GET /api/v1/organization/roles/{roleId}',
  'GET /api/v2/service-token',
];
