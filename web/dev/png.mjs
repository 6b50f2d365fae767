// A PNG made by hand: a soft gradient with two hills and a sun, for the mock server and the browser tests. No file of others is needed.
import { deflateSync, crc32 as zlibCrc } from 'node:zlib';

const table = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});
const crc32 = zlibCrc ?? ((bytes) => (bytes.reduce((c, byte) => table[(c ^ byte) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0);

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

export function png(width, height, hue = 0) {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [u, v] = [x / width, y / height];
      const sun = Math.hypot((u - 0.72) * (width / height), v - 0.3) < 0.11;
      const far = v > 0.62 - 0.13 * Math.sin(u * 5 + hue);
      const near = v > 0.8 - 0.1 * Math.sin(u * 4 + 2 + hue);
      const color = near ? [38, 92, 84] : far ? [86, 148, 132] : sun ? [255, 236, 200] : [250 - 70 * v - 40 * hue, 190 + 20 * v, 150 + 90 * v];
      const at = y * (width * 3 + 1) + 1 + x * 3;
      color.forEach((value, index) => (rows[at + index] = Math.max(0, Math.min(255, value))));
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
