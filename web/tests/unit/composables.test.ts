import { afterEach, describe, expect, it } from 'vitest';
import { buildRows, deviceName, ImeGuard, crowdNames, indexNames, isBigEmoji, languageOf, splitLinks, splitMentions, tokenAt } from '@/composables';
import { baseScale, bounded, cropRect } from '@/composables/crop';
import { clock, day, dayOf, sameDay, shortDay, showTimesOf } from '@/composables/format';
import { filesOf } from '@/composables/use-attachments';
import { commandsLike } from '@/composables/use-suggestions';
import { dayStart, minutesAhead } from '@/composables/zone-time';
import { unzoomed, zoomAt, zoomWithin } from '@/composables/zoom';
import type { Outgoing } from '@/stores';
import { ann, liAsUser, message } from './support';

describe('ImeGuard', () => {
  let time = 0;
  const guard = () => new ImeGuard(() => time);
  const key = (fields: Partial<{ isComposing: boolean; keyCode: number }> = {}) => ({ isComposing: false, keyCode: 13, ...fields });

  it('lets an ordinary Enter through', () => expect(guard().owns(key())).toBe(false));
  it('keeps the Enter of Chrome and Firefox, which is part of the composition', () => expect(guard().owns(key({ isComposing: true }))).toBe(true));
  it('keeps keyCode 229 of other input methods and of Android', () => expect(guard().owns(key({ keyCode: 229 }))).toBe(true));

  it('keeps the Enter that Safari sends after the end of the composition', () => {
    const one = guard();
    time = 5000;
    one.compositionEnded();
    time = 5099;
    expect(one.owns(key())).toBe(true);
    time = 5100;
    expect(one.owns(key())).toBe(false);
  });
});

describe('splitLinks', () => {
  const links = (text: string): string[] => splitLinks(text).flatMap((part) => (part.kind === 'link' ? [part.text] : []));

  it('gives back every character of the text', () => {
    for (const text of ['', 'a', 'see https://a.cn/b, ok', 'https://a.cn', '看https://a.cn/b，很好', 'http://', 'x www.a.cn y']) {
      expect(splitLinks(text).map((part) => part.text).join('')).toBe(text);
    }
  });

  it.each([
    ['看https://a.cn/b，很好', ['https://a.cn/b']],
    ['（https://a.cn/b）。', ['https://a.cn/b']],
    ['看 https://a.cn/b很好', ['https://a.cn/b']],
    ['https://a.cn/b?q=1&r=2#top.', ['https://a.cn/b?q=1&r=2#top']],
    ['(https://a.cn/b)', ['https://a.cn/b']],
    ['https://a.cn/wiki/A_(b)', ['https://a.cn/wiki/A_(b)']],
    ['https://a.cn/%E4%BD%A0:8080/x', ['https://a.cn/%E4%BD%A0:8080/x']],
    ['www.example.com 和 http://localhost:5200/x', ['www.example.com', 'http://localhost:5200/x']],
    ['“https://a.cn/b”', ['https://a.cn/b']],
    ['javascript:alert(1) data:text/html,x', []],
    ['<a href="https://a.cn">', ['https://a.cn']],
    ['httpsx://a.cn', []],
  ])('finds the links of %s', (text, expected) => expect(links(text)).toEqual(expected));

  it('only ever makes http and https addresses', () => {
    for (const part of splitLinks('https://a.cn www.b.cn http://c')) if (part.kind === 'link') expect(part.href).toMatch(/^https?:\/\//);
  });
});

describe('splitMentions', () => {
  const names = indexNames([...crowdNames, 'Bob', 'Bobby Tables', '张三', '张三丰', 'Zoë', 'R2-D2']);
  const named = (text: string): string[] => splitMentions(text, names).flatMap((part) => (part.kind === 'mention' ? [part.name] : []));

  it.each([
    ['@Bob, hi', ['Bob']],
    ['@bob你好 ＠Bob', ['Bob', 'Bob']],
    ['好的@张三丰。@张三', ['张三丰', '张三']],
    ['@张三你看', ['张三']],
    ['@Bobby @Bobx @Bob2 @R2-D22', []],
    ['@Bobby Tables', ['Bobby Tables']],
    ['a@here.com ann@all.cn', []],
    ['@here @all @everyone @所有人', ['here', 'all', 'everyone', '所有人']],
    ['@allgemein @hereby', []],
    ['(@Bob) @Zoë!', ['Bob', 'Zoë']],
    ['@@Bob', ['Bob']],
  ])('finds who is named in %s', (text, expected) => expect(named(text)).toEqual(expected));

  it('finds nobody in what names everybody, where that does not count', () => expect(splitMentions('@all @here', indexNames(['Bob']))).toEqual([{ kind: 'text', text: '@all @here' }]));

  it('gives back every character', () => {
    for (const text of ['@', 'a@', '@Bob@Bob', 'x @张三丰 y']) expect(splitMentions(text, names).map((part) => part.text).join('')).toBe(text);
  });
});

describe('languageOf', () => {
  it.each([
    ['see you at ten', 'en'],
    ['这个问题我们会后再说', 'zh-CN'],
    ['這個問題我們會後再說', 'zh-TW'],
    ['好', 'zh'],
    ['明日の予定です', 'ja'],
    ['안녕하세요', 'ko'],
    ['Привет', ''],
    ['schönes Wochenende', ''],
    ['看 https://example.com/a 这里', 'zh-CN'],
    ['https://example.com/a', undefined],
    ['@Ann', undefined],
    ['👍 123', undefined],
  ])('of %s is %s', (text, language) => expect(languageOf(text)).toBe(language));
});

describe('isBigEmoji', () => {
  it.each(['👍', '🎉🎉', '👩‍💻', '🇨🇳', '❤️ 👍🏽'])('shows %s large', (text) => expect(isBigEmoji(text)).toBe(true));
  it.each(['', 'ok', '好👍', '👍👍👍👍', '123', '   '])('shows "%s" as text', (text) => expect(isBigEmoji(text)).toBe(false));
});

describe('times', () => {
  const now = new Date(2026, 10, 23, 15, 0, 0);
  const at = (...parts: [number, number, number, number, number]): string => new Date(...parts).toISOString();
  const zh = { today: '今天', yesterday: '昨天' };
  const en = { today: 'Today', yesterday: 'Yesterday' };

  it('has 24 hours in both languages', () => {
    expect(clock(at(2026, 10, 23, 0, 5))).toBe('00:05');
    expect(clock(at(2026, 10, 23, 14, 5))).toBe('14:05');
  });

  it('names days', () => {
    expect(day(at(2026, 10, 23, 0, 1), 'zh-CN', zh, now)).toBe('今天');
    expect(day(at(2026, 10, 22, 23, 59), 'en', en, now)).toBe('Yesterday');
    expect(day(at(2026, 10, 20, 12, 0), 'zh-CN', zh, now)).toBe('11月20日星期五');
    expect(day(at(2026, 10, 20, 12, 0), 'en', en, now)).toBe('Friday, November 20');
    expect(day(at(2025, 10, 20, 12, 0), 'en', en, now)).toContain('2025');
  });

  it('is short in lists', () => {
    expect(shortDay(at(2026, 10, 23, 14, 5), 'zh-CN', zh, now)).toBe('14:05');
    expect(shortDay(at(2026, 10, 22, 14, 5), 'zh-CN', zh, now)).toBe('昨天');
    expect(shortDay(at(2026, 10, 1, 14, 5), 'zh-CN', zh, now)).toBe('11/1');
    expect(shortDay(at(2025, 10, 1, 14, 5), 'zh-CN', zh, now)).toBe('2025/11/1');
  });

  it('knows midnight', () => {
    expect(sameDay(at(2026, 10, 22, 23, 59), at(2026, 10, 23, 0, 0))).toBe(false);
    expect(sameDay(at(2026, 10, 23, 0, 0), at(2026, 10, 23, 23, 59))).toBe(true);
  });

  describe('of a chosen zone', () => {
    afterEach(() => showTimesOf(''));

    it('have its clock, its days and its year', () => {
      const [late, newYear] = ['2025-12-31T14:30:00Z', new Date('2025-12-31T15:30:00Z')];
      showTimesOf('Asia/Tokyo');
      expect(clock(late)).toBe('23:30');
      expect(sameDay(late, newYear.toISOString())).toBe(false);
      expect(day(late, 'en', en, newYear)).toBe('Yesterday');
      expect(day('2025-12-30T14:30:00Z', 'en', en, newYear)).toBe('Tuesday, December 30, 2025');
      showTimesOf('America/New_York');
      expect(clock(late)).toBe('09:30');
      expect(day(late, 'en', en, newYear)).toBe('Today');
    });

    it('are those of the browser where it knows no such zone', () => {
      showTimesOf('Asia/Tokyo');
      showTimesOf('Mars/Olympus');
      expect(clock(at(2026, 10, 23, 14, 5))).toBe('14:05');
    });

    it('know what the clock is ahead of UTC, and when a day begins', () => {
      const begins = (zone: string, wanted: string): string | undefined => (showTimesOf(zone), dayStart(wanted)?.toISOString());
      expect(begins('Asia/Kathmandu', '2026-11-23')).toBe('2026-11-22T18:15:00.000Z');
      expect(minutesAhead(now)).toBe(345);
      expect(begins('America/New_York', '2026-11-23')).toBe('2026-11-23T05:00:00.000Z');
      expect(minutesAhead(now)).toBe(-300);
      // The clock changes at the midnight of UTC before, after the midnight of the zone, and at it.
      expect(begins('Europe/Berlin', '2026-03-29')).toBe('2026-03-28T23:00:00.000Z');
      expect(begins('Europe/Berlin', '2026-03-30')).toBe('2026-03-29T22:00:00.000Z');
      expect(begins('Pacific/Auckland', '2026-04-05')).toBe('2026-04-04T11:00:00.000Z');
      expect(begins('Pacific/Auckland', '2026-09-27')).toBe('2026-09-26T12:00:00.000Z');
      expect(begins('America/Santiago', '2026-09-06')).toBe('2026-09-06T04:00:00.000Z');
      expect(begins('America/Santiago', '2026-04-05')).toBe('2026-04-05T04:00:00.000Z');
      expect(dayOf(new Date('2026-04-05T03:59:00Z'))).toBe('2026-04-04');
      expect(dayStart('')).toBeNull();
    });
  });
});

describe('buildRows', () => {
  const outgoing = (clientId: string): Outgoing => ({ clientId, room: 1, text: 'x', files: [], time: message(9).time, state: 'sending', error: null, replyTo: null, thread: 0 });
  const shape = (rows: ReturnType<typeof buildRows>): string[] => rows.map((row) => (row.kind === 'message' ? `${row.seq ?? 'out'}${row.first ? '<' : ''}${row.last ? '>' : ''}` : row.kind));

  it('groups what one person wrote in a row', () => {
    expect(shape(buildRows([message(1), message(2), message(3, { user: liAsUser })], [], liAsUser, null))).toEqual(['day', '1<', '2>', '3<>']);
  });

  it('counts on the unread line what others said since', () => {
    const rows = buildRows([message(1), message(2), message(3, { user: liAsUser }), message(4), message(5, { thread: 2 })], [], liAsUser, 1);
    expect(rows.find((row) => row.kind === 'unread')).toMatchObject({ count: 2 });
  });

  it('draws the unread line before the first unread message of somebody else, once', () => {
    expect(shape(buildRows([message(1), message(2, { user: liAsUser }), message(3), message(4)], [], liAsUser, 1))).toEqual(['day', '1<>', '2<>', 'unread', '3<', '4>']);
    expect(shape(buildRows([message(1)], [], liAsUser, 1))).toEqual(['day', '1<>']);
  });

  it('starts a new day', () => {
    const later = message(2, { time: '2026-11-25T08:00:00Z' });
    expect(shape(buildRows([message(1), later], [], liAsUser, null))).toEqual(['day', '1<>', 'day', '2<>']);
  });

  it('keeps the key of a message when it is acknowledged, and shows it once', () => {
    const keys = (rows: ReturnType<typeof buildRows>): string[] => rows.filter((row) => row.kind === 'message').map((row) => row.key);
    const before = keys(buildRows([message(1)], [outgoing('abc')], liAsUser, null));
    const mine = message(2, { user: liAsUser, client_id: 'abc' });
    expect(keys(buildRows([message(1), mine], [], liAsUser, null))).toEqual(before);
    expect(keys(buildRows([message(1), mine], [outgoing('abc')], liAsUser, null))).toEqual(before);
  });

  it('has no key twice', () => {
    const rows = buildRows([message(1), message(2, { user: ann }), message(3, { time: '2026-11-25T08:00:00Z' })], [outgoing('a'), outgoing('b')], liAsUser, 1);
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  });
});

describe('crop', () => {
  const wide = { width: 1000, height: 500 };

  it('shows the middle square at first', () => {
    expect(baseScale(wide, 250)).toBe(0.5);
    expect(cropRect({ x: 0, y: 0, zoom: 1 }, wide, 250)).toEqual({ left: 250, top: 0, side: 500 });
  });

  it('never shows what is outside the picture', () => {
    for (const [x, y, zoom] of [[9999, 9999, 1], [-9999, 50, 3], [10, -9999, 99], [0, 0, 0]] as const) {
      const { left, top, side } = cropRect(bounded({ x, y, zoom }, wide, 250), wide, 250);
      expect(left).toBeGreaterThanOrEqual(-1e-9);
      expect(top).toBeGreaterThanOrEqual(-1e-9);
      expect(left + side).toBeLessThanOrEqual(1000 + 1e-9);
      expect(top + side).toBeLessThanOrEqual(500 + 1e-9);
    }
  });
});

describe('filesOf', () => {
  const png = new File(['x'], 'a.png', { type: 'image/png' });
  const data = (types: string[], files: File[]): DataTransfer => ({ types, files }) as unknown as DataTransfer;

  it('takes a screenshot', () => expect(filesOf(data(['Files'], [png]))).toEqual([png]));
  it('leaves the text of a word processor as text', () => expect(filesOf(data(['text/plain', 'text/html', 'Files'], [png]))).toEqual([]));
  it('takes files of any kind', () => expect(filesOf(data(['Files'], [png, new File(['x'], 'a.pdf', { type: 'application/pdf' })]))).toHaveLength(2));
  it('takes nothing from nothing', () => expect(filesOf(null)).toEqual([]));
});

describe('what is typed at the caret', () => {
  it.each([
    ['/', '/', 0, ''],
    ['/su', '/', 0, 'su'],
    ['／总', '/', 0, '总'],
    ['hi @Li', '@', 3, 'Li'],
    ['hi :smi', ':', 3, 'smi'],
  ])('%s may become something', (text, kind, from, query) => {
    expect(tokenAt(text, text.length)).toEqual({ kind, from, query });
  });

  it.each(['/me waves', 'and /su', '//', '/usr/bin', '10:30', 'a@b.example', `/${'x'.repeat(33)}`])('%s is what it is', (text) => {
    expect(tokenAt(text, text.length)).toBeNull();
  });
});

describe('commandsLike', () => {
  const all = [
    { names: ['总结', 'summary', '總結'], arguments: '', says: 'sums up' },
    { names: ['我', 'me'], arguments: '…', says: 'acts' },
    { names: ['merge'], arguments: '[…]', says: 'Builds' },
  ];
  const labels = (typed: string): string[] => commandsLike(all, typed).map((one) => one.label);

  it('offers each by the first of its names that fits', () => {
    expect(labels('')).toEqual(['/总结', '/我', '/merge']);
    expect(labels('SU')).toEqual(['/summary']);
    expect(labels('總')).toEqual(['/總結']);
    expect(labels('x')).toEqual([]);
  });

  it('begins with the one that is written out', () => {
    expect(labels('me')).toEqual(['/me', '/merge']);
    expect(labels('merge')).toEqual(['/merge']);
    expect(commandsLike(all, 'me')[0]).toMatchObject({ insert: '/me ', takes: '…', says: 'acts' });
  });
});

describe('deviceName', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36', 'Chrome · Windows'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Mobile Safari/604.1', 'Safari · iPhone'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox · Linux'],
    ['curl/8', 'Browser'],
  ])('names %s', (agent, name) => expect(deviceName(agent)).toBe(name));
});

describe('zoom', () => {
  const [picture, frame] = [{ width: 400, height: 300 }, { width: 400, height: 800 }];

  it('keeps what lies under the fingers where it is', () => {
    const zoom = zoomAt({ scale: 2, x: 10, y: -20 }, 4, { x: 50, y: 60 });
    // The point of the picture under (50, 60), before and after.
    expect([(50 - zoom.x) / zoom.scale, (60 - zoom.y) / zoom.scale]).toEqual([(50 - 10) / 2, (60 + 20) / 2]);
  });

  it('never shows less than the whole picture, nor more than eight times as much', () => {
    expect(zoomWithin({ scale: 0.2, x: 90, y: 90 }, picture, frame)).toEqual(unzoomed);
    expect(zoomAt(unzoomed, 100, { x: 0, y: 0 }).scale).toBe(8);
  });

  it('leaves no edge further in than the frame makes it', () => {
    expect(zoomWithin({ scale: 2, x: 999, y: 999 }, picture, frame)).toEqual({ scale: 2, x: 200, y: 0 });
    expect(zoomWithin({ scale: 4, x: -999, y: -999 }, picture, frame)).toEqual({ scale: 4, x: -600, y: -200 });
  });
});
