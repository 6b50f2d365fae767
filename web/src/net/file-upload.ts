import { asChatError, rest, type ChatFile } from '@/protocol';
import type { Http, UploadOptions } from './http';

export interface FileUploadOptions extends UploadOptions {
  /** An upload that was begun before, or "". */
  resume?: string;
  /** Tells the id under which the upload can be resumed. */
  onAnnounced?: (id: string) => void;
}

/** Up to here a file goes in one request; a larger one in pieces, of which a cut costs only the last. */
const wholeBytes = 512 * 1024;
const pieceBytes = 1024 * 1024;
const path = (id: string): string => `/api/v1/uploads/${encodeURIComponent(id)}`;

/** Goes on where an earlier try was cut, unless the server has forgotten it. */
async function begin(http: Http, file: Blob, name: string, { resume = '', onAnnounced }: FileUploadOptions): Promise<rest.Upload> {
  if (resume !== '') {
    try {
      const known = await http.call('GET', path(resume), rest.upload);
      if (known.size === file.size) return known;
    } catch (reason) {
      if (asChatError(reason).code !== 'not_found') throw reason;
    }
  }
  const made = await http.call('POST', '/api/v1/uploads', rest.upload, { name, size: file.size });
  onAnnounced?.(made.id);
  return made;
}

/** Brings a file to the server: `POST /api/v1/files`, or the uploads in pieces of docs/protocol.md. */
export async function uploadFile(http: Http, file: Blob, name: string, options: FileUploadOptions = {}): Promise<ChatFile> {
  if (file.size <= wholeBytes) return http.upload('POST', '/api/v1/files', file, name, rest.file, options);
  const { id, chunk, offset: begun } = await begin(http, file, name, options);
  const step = Math.min(pieceBytes, chunk);
  let offset = begun;
  while (offset < file.size) {
    const from = offset;
    const piece = file.slice(from, from + step);
    const onProgress = (part: number): void => options.onProgress?.((from + part * piece.size) / file.size);
    try {
      offset = await http.sendPiece(path(id), piece, from, { ...options, onProgress });
    } catch (reason) {
      if (asChatError(reason).code !== 'offset_mismatch') throw reason;
      ({ offset } = await http.call('GET', path(id), rest.upload));
      if (offset === from) throw reason;
    }
  }
  return http.call('POST', `${path(id)}/complete`, rest.file);
}

export async function dropUpload(http: Http, id: string): Promise<void> {
  await http.call('DELETE', path(id), () => null);
}
