// Groups 6.5 to 6.23: after Markus Kuhn's UTF-8 decoder stress test, one text message for each sequence.
// A sequence is written as hex; `good` ones are echoed, all others end the connection with 1007.

const hello = Buffer.from('hello').toString('hex');
const world = Buffer.from('world').toString('hex');
const kosme = 'cebae1bdb9cf83cebcceb5';

/** One octet after another from `first` up to, not including, `end`, each followed by `after`. */
function run(first, end, after = '') {
  let hex = '';
  for (let octet = first; octet < end; ++octet) hex += octet.toString(16) + after;
  return hex;
}

/** All prefixes of κόσμε; good where no code point is cut off. */
function prefixes() {
  const boundaries = new Set([2, 5, 7, 9, 11]);
  return Array.from({ length: 11 }, (_, i) => [boundaries.has(i + 1), kosme.slice(0, 2 * (i + 1))]);
}

/** U+nFFFE and U+nFFFF of planes 1 to 16: not characters, and valid all the same. */
function nonCharacters() {
  const sequences = [];
  for (const lead of ['f0', 'f1', 'f2', 'f3', 'f4']) {
    for (const second of ['8f', '9f', 'af', 'bf']) {
      // f08f… would be overlong, and past f48f… nothing is encoded.
      if ((lead === 'f0' && second === '8f') || (lead === 'f4' && second !== '8f')) continue;
      for (const last of ['be', 'bf']) sequences.push(`${lead}${second}bf${last}`);
    }
  }
  return sequences;
}

const good = (...sequences) => sequences.map((hex) => [true, hex]);
const bad = (...sequences) => sequences.map((hex) => [false, hex]);

const lastContinuationMissing = [
  'c0', 'e080', 'f08080', 'f8808080', 'fc80808080',
  'df', 'efbf', 'f7bfbf', 'fbbfbfbf', 'fdbfbfbfbf',
];

/** [group, what, sequences] */
export const utf8Groups = [
  ['6.5', 'valid UTF-8', good(`${hello}24${world}`, `${hello}c2a2${world}`, `${hello}e282ac${world}`, `${hello}f0a4ada2${world}`, kosme)],
  ['6.6', 'prefixes of a valid text', prefixes()],
  ['6.7', 'first sequence of each length', good('00', 'c280', 'e0a080', 'f0908080')],
  ['6.8', 'first sequence of 5 and 6 octets', bad('f888808080', 'fc8480808080')],
  ['6.9', 'last sequence of each length', good('7f', 'dfbf', 'efbfbf', 'f48fbfbf')],
  ['6.10', 'last sequence of 4, 5 and 6 octets', bad('f7bfbfbf', 'fbbfbfbfbf', 'fdbfbfbfbfbf')],
  ['6.11', 'other boundaries', [...good('ed9fbf', 'ee8080', 'efbfbd', 'f48fbfbf'), ...bad('f4908080')]],
  ['6.12', 'unexpected continuation octets',
    bad('80', 'bf', '80bf', '80bf80', '80bf80bf', '80bf80bf80', '80bf80bf80bf', run(0x80, 0xbf))],
  ['6.13', 'lonely start octets',
    bad(run(0xc0, 0xdf, '20'), run(0xe0, 0xef, '20'), run(0xf0, 0xf7, '20'), run(0xf8, 0xfb, '20'), run(0xfc, 0xfd, '20'))],
  ['6.14', 'last continuation octet missing', bad(...lastContinuationMissing)],
  ['6.15', 'incomplete sequences together', bad(lastContinuationMissing.join(''))],
  ['6.16', 'impossible octets', bad('fe', 'ff', 'fefeffff')],
  ['6.17', 'overlong "/"', bad('c0af', 'e080af', 'f08080af', 'f8808080af', 'fc80808080af')],
  ['6.18', 'longest overlong sequences', bad('c1bf', 'e09fbf', 'f08fbfbf', 'f887bfbfbf', 'fc83bfbfbfbf')],
  ['6.19', 'overlong NUL', bad('c080', 'e08080', 'f0808080', 'f880808080', 'fc8080808080')],
  ['6.20', 'single surrogates', bad('eda080', 'edadbf', 'edae80', 'edafbf', 'edb080', 'edbe80', 'edbfbf')],
  ['6.21', 'paired surrogates',
    bad('eda080edb080', 'eda080edbfbf', 'edadbfedb080', 'edadbfedbfbf', 'edae80edb080', 'edae80edbfbf', 'edafbfedb080', 'edafbfedbfbf')],
  ['6.22', 'code points that are no characters', good('efbfbe', 'efbfbf', ...nonCharacters())],
  ['6.23', 'specials', good('efbfb9', 'efbfba', 'efbfbb', 'efbfbc', 'efbfbd', 'efbfbe', 'efbfbf')],
];
