import { readFileSync } from 'node:fs';
import { lineOf } from '../cli/unexpected.ts';
import { isObject } from '../contract/pointer.ts';
import { warningAnnotation } from '../report/annotations.ts';
import { commentText, markOf } from './comment-text.ts';
import { commentProblem, connectToGitHub } from './github.ts';
import { keepComment } from './keep-comment.ts';

// The step of action.yml that keeps the comment on a pull request up to date. An error is printed as a warning, so that it
// does not change the result of the job.
const { env } = process;
const variable = (name: string): string => env[name] ?? '';

/** The number of the pull request that started the workflow. */
function pullRequest(): number {
  const event: unknown = JSON.parse(readFileSync(variable('GITHUB_EVENT_PATH'), 'utf8'));
  const { number } = isObject(event) && isObject(event.pull_request) ? event.pull_request : {};
  if (typeof number === 'number') return number;
  throw commentProblem('the job does not belong to a pull request', 'Use comment: true with on: pull_request');
}

/** The text of the run; undefined if it ended without one. */
const text = (): string | undefined =>
  variable('INPUT_TEXT') === '' ? undefined : readFileSync(variable('INPUT_TEXT'), 'utf8');

async function comment(): Promise<string> {
  const number = pullRequest();
  const repository = variable('GITHUB_REPOSITORY');
  const run = `${variable('GITHUB_SERVER_URL')}/${repository}/actions/runs/${variable('GITHUB_RUN_ID')}`;
  const key = ['GITHUB_WORKFLOW', 'GITHUB_JOB', 'INPUT_MODE', 'INPUT_REPORTS'].map(variable);
  const mark = markOf(key);
  const send = connectToGitHub(variable('GITHUB_API_URL'), variable('INPUT_TOKEN'));
  const done = await keepComment(send, repository, number, mark, commentText(mark, text(), run));
  return `the comment on pull request ${number} was ${done}\n`;
}

process.stdout.write(await comment().catch((error: unknown) => warningAnnotation(lineOf(error))));
