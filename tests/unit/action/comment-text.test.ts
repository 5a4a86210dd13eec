import { describe, expect, test } from '@jest/globals';
import { commentText, markOf } from '../../../src/action/comment-text.ts';

const MARK = markOf(['nightly', 'contract']);
const RUN = 'https://github.com/acme/api/actions/runs/17';

describe('the text of a comment', () => {
  test('is the text of the run, with a mark and a link', () => {
    expect(commentText(MARK, '## ✅ conforming\n', RUN)).toBe(`${MARK}\n## ✅ conforming\n\n[The run](${RUN})\n`);
  });

  test('is an error if the run has no text, so that an earlier result does not remain', () => {
    expect(commentText(MARK, undefined, RUN)).toContain('error: the run ended without a result');
  });

  test.each([
    ['lines', 'a line\n'.repeat(20_000)],
    ['one line', 'a'.repeat(100_000)],
    ['a block of code', `\`\`\`\`sh\n${'curl\n'.repeat(20_000)}\`\`\`\`\n`],
  ])('with %s is cut to the limit of GitHub', (_, text) => {
    const cut = commentText(MARK, text, RUN);
    expect(cut.length).toBeLessThan(65_536);
    expect(cut.length).toBeGreaterThan(64_000);
    expect(cut).toContain('\n\n… truncated; the reports of the run contain the whole text\n\n[The run]');
    expect((cut.match(/^`{3,}/gm) ?? []).length % 2).toBe(0);
  });

  test('is marked by the job, in one line that ends the HTML comment', () => {
    const other = markOf(['a --> b\n', 'contract']);
    expect(other).toMatch(/^<!-- infisical-contract [0-9a-f]{16} -->$/);
    expect(other).not.toBe(MARK);
    expect(markOf(['nightlycontract', ''])).not.toBe(MARK);
  });
});
