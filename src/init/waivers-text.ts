import { COMMAND } from '../config/packed.ts';

/** The text of a file without waivers, which shows the form of one. */
export const WAIVERS_TEXT = `# Accepted deviations, with their owners and expiry dates. This command adds one, by the id of a finding:
#   ${COMMAND} waive <id> --reason "fixed in the next release" --owner platform --expires 2027-01-31
# It writes an entry such as
#   - operation: GET /api/v1/groups
#     status: 200
#     check: body-schema
#     pointer: /*/createdAt
#     reason: fixed in the next release
#     owner: platform
#     expires: 2027-01-31
`;
