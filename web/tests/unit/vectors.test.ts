import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorOfAnswer } from '@/net/http';
import { ChatError, readAck, readPush, ShapeError, type PushName, type RequestName } from '@/protocol';
import * as types from '@/protocol/types';

interface Vectors {
  type: string;
  event?: string;
  valid?: { name: string; value: unknown }[];
  invalid?: { name: string; path: string; value: unknown }[];
  refused?: { name: string; code: string; field?: string; reason?: string; value: unknown }[];
  cases?: { name: string; status: number; retry_after: string | null; body: unknown; code: string; detail: string; field?: string; retry_after_seconds: number | null }[];
}

const folder = join(import.meta.dirname, '../../../tests/vectors/chat');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

function reader(vectors: Vectors): (value: unknown) => unknown {
  if (vectors.type === 'ack') return (value) => readAck(vectors.event as RequestName, value);
  if (vectors.type === 'push') return (value) => readPush(vectors.event as PushName, value);
  return (types as unknown as Record<string, (value: unknown) => unknown>)[vectors.type] as (value: unknown) => unknown;
}

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (reason) {
    return reason;
  }
  return null;
}

it('finds the shared vectors', () => expect(files.length).toBeGreaterThan(22));

describe.each(files)('%s', (name) => {
  const vectors = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Vectors;
  const read = reader(vectors);

  for (const { name: what, value } of vectors.valid ?? []) {
    it(`reads: ${what}`, () => {
      const { id, ...known } = read(value) as Record<string, unknown>;
      expect(value).toMatchObject(known);
      expect(String(id)).toBe(String((value as Record<string, unknown>)['id'])); // A session's id becomes text.
    });
  }
  for (const { name: what, path, value } of vectors.invalid ?? []) {
    it(`refuses: ${what}`, () => {
      const reason = caught(() => read(value));
      expect(reason).toBeInstanceOf(ShapeError);
      expect((reason as ShapeError).path).toBe(path);
    });
  }
  for (const { name: what, code, field = '', reason: behind = '', value } of vectors.refused ?? []) {
    it(`tells the refusal: ${what}`, () => {
      const reason = caught(() => read(value));
      expect(reason).toBeInstanceOf(ChatError);
      expect(reason).toMatchObject({ code, field, reason: behind });
    });
  }
  for (const one of vectors.cases ?? []) {
    it(`makes an error of: ${one.name}`, () => {
      const body = typeof one.body === 'string' ? one.body : JSON.stringify(one.body);
      const error = errorOfAnswer(one.status, body, one.retry_after);
      expect({ code: error.code, detail: error.detail, field: error.field, seconds: error.retryAfterSeconds }).toEqual({ code: one.code, detail: one.detail, field: one.field ?? '', seconds: one.retry_after_seconds });
    });
  }
});
