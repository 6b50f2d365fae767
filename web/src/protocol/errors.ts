import { object, optional, text, whole } from './shape';

/** The closed list of docs/protocol.md. */
export const errorCodes = [
  'invalid',
  'unauthorized',
  'wrong_credentials',
  'forbidden',
  'muted',
  'not_found',
  'gone',
  'taken',
  'conflict',
  'too_large',
  'quota_exceeded',
  'storage_full',
  'offset_mismatch',
  'unsupported',
  'blocked_word',
  'rate_limited',
  'unavailable',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What can go wrong before the server's answer is understood. */
export type LocalErrorCode = 'offline' | 'timeout' | 'cancelled' | 'unexpected';

export const wireError = object({ code: text, message: text, field: optional(text), retry_after: optional(whole), reason: optional(text) });
export const problem = object({ code: optional(text), title: optional(text), detail: optional(text), field: optional(text), reason: optional(text) });

/** A request was refused or got lost. `detail` is the server's own text in the reader's language, or empty; `field` names what `invalid` and `taken` are about, `reason` what else is behind the code (`slow_mode`, `banned`). */
export class ChatError extends Error {
  readonly code: ErrorCode | LocalErrorCode;
  readonly detail: string;
  readonly retryAfterSeconds: number | null;
  readonly field: string;
  readonly reason: string;

  constructor(code: ErrorCode | LocalErrorCode, detail = '', retryAfterSeconds: number | null = null, field = '', reason = '') {
    super(detail ? `${code}: ${detail}` : code);
    this.name = 'ChatError';
    this.code = code;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
    this.field = field;
    this.reason = reason;
  }

  /** Nobody answered: the request may or may not have been carried out. */
  get isLost(): boolean {
    return this.code === 'offline' || this.code === 'timeout';
  }
}

/** A code of a newer server is `unexpected`, with its text. */
export function errorFromCode(code: string, detail = '', retryAfterSeconds: number | null = null, field = '', reason = ''): ChatError {
  const known = (errorCodes as readonly string[]).includes(code);
  return new ChatError(known ? (code as ErrorCode) : 'unexpected', detail, retryAfterSeconds, field, reason);
}

export function asChatError(reason: unknown): ChatError {
  if (reason instanceof ChatError) return reason;
  return new ChatError('unexpected', reason instanceof Error ? reason.message : String(reason));
}
