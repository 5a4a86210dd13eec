/** An error response (4xx or 5xx) in the form that specs/ declares. */
export class ApiError extends Error {
  readonly statusCode: number;
  readonly error: string;
  /** Text, or for 422 a list of issues. */
  readonly answer: unknown;
  readonly details: unknown;

  constructor(statusCode: number, error: string, answer: unknown, details?: unknown) {
    super(error);
    this.statusCode = statusCode;
    this.error = error;
    this.answer = answer;
    this.details = details;
  }

  /** The body of the response. */
  body(reqId: string): Record<string, unknown> {
    const { statusCode, error, answer, details } = this;
    return { reqId, statusCode, message: answer, error, ...(details !== undefined && { details }) };
  }
}

/** The errors that a fault header can request, by status. */
export const FAULTS: Readonly<Record<string, ApiError>> = {
  400: new ApiError(400, 'BadRequest', 'The request cannot be processed', { asked: 'by fault header' }),
  401: new ApiError(401, 'UnauthorizedError', 'Token missing'),
  403: new ApiError(403, 'PermissionDenied', 'You are not allowed to do this', []),
  404: new ApiError(404, 'NotFound', 'There is no such thing'),
  422: new ApiError(422, 'ValidationFailure', [{ path: [], message: 'Invalid input' }]),
  500: new ApiError(500, 'InternalServerError', 'Something went wrong'),
};
