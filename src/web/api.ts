/** The typed client over fetch. A refusal arrives as ApiProblem with the server's code, so that pages can say it in the reader's language. */
import { makeClient, type Call, type ProblemBody } from '#platform/api';
import { contract as accounts } from '#contract/accounts';
import { contract as subjects } from '#contract/subjects';
import { contract as indicators } from '#contract/indicators';
import { contract as plans } from '#contract/plans';
import { contract as benchmarks } from '#contract/benchmarks';
import { contract as filings } from '#contract/filings';
import { contract as funding } from '#contract/funding';
import { contract as targets } from '#contract/targets';
import { contract as assessment } from '#contract/assessment';
import { contract as awards } from '#contract/awards';
import { contract as schemes } from '#contract/schemes';
import { contract as supervision } from '#contract/supervision';
import { contract as reporting } from '#contract/reporting';
import { contract as work } from '#contract/work';

export class ApiProblem extends Error {
  readonly body: ProblemBody;
  constructor(body: ProblemBody) {
    super(body.code);
    this.body = body;
  }
}

const offline: ProblemBody = { type: 'about:blank', title: 'offline', status: 0, code: 'offline' };

async function send(call: Call): Promise<unknown> {
  const headers: Record<string, string> = { 'x-duibiao': '1' };
  let body: BodyInit | undefined;
  if (call.upload) {
    const form = new FormData();
    for (const [k, v] of Object.entries(call.upload.fields)) form.set(k, v);
    form.set(
      'file',
      call.upload.bytes instanceof Blob ? call.upload.bytes : new Blob([call.upload.bytes as BlobPart]),
      call.upload.name,
    );
    body = form;
  } else if (call.body !== undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(call.body);
  }
  let response: Response;
  try {
    response = await fetch(`${call.path}${call.query}`, {
      method: call.method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body }),
    });
  } catch {
    throw new ApiProblem(offline);
  }
  if (!response.ok) {
    const problem = (await response
      .json()
      .catch(() => ({ ...offline, status: response.status, code: 'request.unexpected' }))) as ProblemBody;
    throw new ApiProblem(problem);
  }
  if (call.file) return response.blob();
  return response.status === 204 ? {} : response.json();
}

export const api = makeClient(
  {
    accounts,
    subjects,
    indicators,
    plans,
    benchmarks,
    filings,
    awards,
    schemes,
    funding,
    targets,
    reporting,
    supervision,
    assessment,
    work,
  },
  send,
);

/** Fetches a file route and hands it to the browser as a download. */
export async function saveFile(call: Promise<unknown>, name: string): Promise<void> {
  const blob = (await call) as Blob;
  const url = URL.createObjectURL(blob);
  const a = document.createElement('a');
  a.href = url;
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
