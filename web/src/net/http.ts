import { ChatError, errorFromCode, problem, ShapeError, type Shape } from '@/protocol';

/** Who asks: read at each request, because both change while the page is open. */
export interface Caller {
  token(): string | null;
  language(): string;
  /** What time it is for the server, in milliseconds or NaN, as it told between two times of this device. */
  timeTold(told: number, asked: number, answered: number): void;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const requestTimeoutMs = 15_000;
/** An upload on which no byte moves for so long is lost; after the last byte the server works on pictures meanwhile. */
const stalledMs = 30_000;

/** 413 from a proxy, 502 while the server restarts: answers without a problem body still mean something. */
function codeOfStatus(status: number): string {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 413) return 'too_large';
  if (status === 415) return 'unsupported';
  if (status === 429) return 'rate_limited';
  return status >= 500 ? 'unavailable' : 'unexpected';
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** Turns a refused answer into the error that the page shows. */
export function errorOfAnswer(status: number, body: string, retryAfter: string | null): ChatError {
  const seconds = retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null;
  try {
    const told = problem(parseJson(body));
    return errorFromCode(told.code ?? codeOfStatus(status), told.detail ?? told.title ?? '', seconds, told.field, told.reason);
  } catch {
    return errorFromCode(codeOfStatus(status), '', seconds);
  }
}

function readBody<T>(shape: Shape<T>, body: string): T {
  try {
    return shape(parseJson(body));
  } catch (reason) {
    if (reason instanceof ShapeError) throw new ChatError('unexpected', reason.message);
    throw reason;
  }
}

/** Calls of `/api/v1`: JSON in and out, bearer token, problem bodies as `ChatError`. */
export class Http {
  private readonly caller_: Caller;

  constructor(caller: Caller) {
    this.caller_ = caller;
  }

  async call<T>(method: Method, path: string, shape: Shape<T>, body?: object): Promise<T> {
    const init: RequestInit = { method, headers: this.headers(body !== undefined), signal: AbortSignal.timeout(requestTimeoutMs) };
    if (body !== undefined) init.body = JSON.stringify(body);
    let answer: Response;
    let text: string;
    const asked = Date.now();
    try {
      answer = await fetch(path, init);
      this.caller_.timeTold(Date.parse(answer.headers.get('Date') ?? ''), asked, Date.now());
      text = await answer.text();
    } catch (reason) {
      const timedOut = reason instanceof DOMException && reason.name === 'TimeoutError';
      throw new ChatError(timedOut ? 'timeout' : 'offline');
    }
    if (!answer.ok) throw errorOfAnswer(answer.status, text, answer.headers.get('Retry-After'));
    return readBody(shape, text);
  }

  /** Sends one file as the multipart part `file`, with progress from 0 to 1. */
  async upload<T>(method: Method, path: string, file: Blob, name: string, shape: Shape<T>, options: UploadOptions = {}): Promise<T> {
    const form = new FormData();
    form.append('file', file, name);
    return readBody(shape, (await this.transmit(method, path, form, {}, options)).responseText);
  }

  /** Sends one piece of an upload, the bytes from `offset` on. Where the next piece begins. */
  async sendPiece(path: string, piece: Blob, offset: number, options: UploadOptions): Promise<number> {
    const headers = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) };
    const answer = await this.transmit('PATCH', path, piece, headers, options);
    return Number(answer.getResponseHeader('Upload-Offset') ?? offset + piece.size);
  }

  /** XMLHttpRequest, because `fetch` tells no upload progress. A line on which nothing moves is given up. */
  private transmit(method: Method, path: string, body: FormData | Blob, headers: Record<string, string>, { onProgress, signal }: UploadOptions): Promise<XMLHttpRequest> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let stalled: ReturnType<typeof setTimeout> | undefined;
      const fail = (error: ChatError): void => {
        clearTimeout(stalled);
        signal?.removeEventListener('abort', cancel);
        reject(error);
      };
      const giveUp = (code: 'timeout' | 'cancelled'): void => {
        fail(new ChatError(code));
        request.abort();
      };
      const cancel = (): void => giveUp('cancelled');
      const moved = (): void => {
        clearTimeout(stalled);
        stalled = setTimeout(() => giveUp('timeout'), stalledMs);
      };
      request.open(method, path);
      for (const [key, value] of Object.entries({ ...this.headers(false), ...headers })) request.setRequestHeader(key, value);
      request.upload.onprogress = (event) => {
        moved();
        if (event.lengthComputable) onProgress?.(event.loaded / event.total);
      };
      request.onerror = () => fail(new ChatError('offline'));
      request.onload = () => {
        clearTimeout(stalled);
        signal?.removeEventListener('abort', cancel);
        if (request.status >= 200 && request.status <= 299) resolve(request);
        else reject(errorOfAnswer(request.status, request.responseText, request.getResponseHeader('Retry-After')));
      };
      if (signal?.aborted) return cancel();
      signal?.addEventListener('abort', cancel);
      moved();
      request.send(body);
    });
  }

  private headers(json: boolean): Record<string, string> {
    const token = this.caller_.token();
    return {
      Accept: 'application/json',
      'Accept-Language': this.caller_.language(),
      ...(json ? { 'Content-Type': 'application/json' } : {}),
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    };
  }
}

export interface UploadOptions {
  /** From 0 to 1. */
  onProgress?: (part: number) => void;
  /** Ends the upload; it fails with `cancelled`. */
  signal?: AbortSignal;
}
