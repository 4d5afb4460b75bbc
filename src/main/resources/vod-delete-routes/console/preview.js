// @ts-check
/** What a list looks like before it is sent: its format, its lines, and the ids at its beginning. The server reads it anew. */

/** So much of a list is looked into. */
const HEAD = 262_144;
const FIRST = 5;
const SEPARATORS = [',', ';', '\t', '|'];
const TYPES = { __proto__: null, json: 'application/json', csv: 'text/csv', tsv: 'text/csv', txt: 'text/plain' };
const ARRAYS = ['asset_ids', 'asset_info_array', 'assets'];

/**
 * A list that somebody has chosen.
 * @typedef {object} Preview
 * @property {string} type of its content, for the server; empty if it takes no such list by HTTP
 * @property {boolean} isPacked
 * @property {number} lines all of them
 * @property {string} format in words
 * @property {string} column where the ids are; empty if there is no such column
 * @property {string[]} first ids
 * @property {number} odd how many cells at the beginning do not look like ids
 * @property {boolean} isWhole whether all of it was looked into
 * @property {boolean} isTooLong whether a part of it says nothing, so that nothing but its type is known
 */

/** @param {string} name as the server compares them */
function plain(name) {
  return name.replace(/[\s_-]/g, '').toLowerCase();
}

/**
 * The cells of a line.
 * @param {string} line
 * @param {string} separator
 */
function cells(line, separator) {
  const found = [];
  let cell = '';
  let isQuoted = false;
  for (const letter of line) {
    if (letter === '"') {
      isQuoted = !isQuoted;
    } else if (letter === separator && !isQuoted) {
      found.push(cell.trim());
      cell = '';
    } else {
      cell += letter;
    }
  }
  return [...found, cell.trim()];
}

/** @param {string} line */
function separatorOf(line) {
  return SEPARATORS.map((each) => ({ each, parts: cells(line, each).length })).sort((one, other) => other.parts - one.parts)
    .filter(({ parts }) => parts > 1).map(({ each }) => each)[0] ?? '';
}

/**
 * @param {string[]} values
 * @param {RegExp} pattern
 */
function ids(values, pattern) {
  const good = values.filter((each) => pattern.test(each));
  return { first: good.slice(0, FIRST), odd: values.length - good.length };
}

/** @param {string} format */
function tooLong(format) {
  return { format: `${format}, too long to be looked into here`, column: '', first: [], odd: 0, isTooLong: true };
}

/**
 * @param {string} text all of it
 * @param {RegExp} pattern
 */
function ofJson(text, pattern) {
  let root = null;
  try {
    root = JSON.parse(text);
  } catch {
    return { format: 'JSON with an error, or not all of it', column: '', first: [], odd: 0 };
  }
  const name = Array.isArray(root) ? '' : ARRAYS.find((each) => Array.isArray(root?.[each]));
  const all = Array.isArray(root) ? root : name ? root[name] : [];
  const values = all.map((/** @type {any} */ each) => String((typeof each === 'object' ? each?.asset_id : each) ?? ''));
  return { format: `JSON, ${all.length} elements`, column: name === undefined ? '' : name || 'the array', ...ids(values, pattern) };
}

/** @param {string} text whatever it is */
function valueOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * A list of one JSON value in each line, as the server tells it from others: by the object in its first line.
 * @param {string[]} lines
 * @param {string[]} names
 * @param {RegExp} pattern
 * @returns {{format: string, column: string, first: string[], odd: number} | null} null if it is none
 */
function ofValues(lines, names, pattern) {
  const filled = lines.map((line) => line.trim()).filter((line) => line && !line.startsWith('#'));
  const head = valueOf(filled[0] ?? '');
  if (typeof head !== 'object' || head === null || Array.isArray(head)) {
    return null;
  }
  const isNamed = (/** @type {string} */ member) => names.map(plain).includes(plain(member));
  const members = Object.keys(head);
  if (members.includes(ARRAYS[0]) || (members.some((each) => ARRAYS.includes(each)) && !members.some(isNamed))) {
    return null;
  }
  const values = filled.map(valueOf).map((value) => (typeof value === 'string' ? value
    : Object.entries(value ?? {}).find(([member]) => isNamed(member))?.[1])).map((value) => String(value ?? ''));
  return { format: 'JSON, one object in each line', column: members.find(isNamed) ?? '', ...ids(values, pattern) };
}

/**
 * @param {string[]} lines
 * @param {string[]} names
 * @param {RegExp} pattern
 */
function ofLines(lines, names, pattern) {
  const filled = lines.filter((line) => line.trim() && !line.trim().startsWith('#'));
  const separator = separatorOf(filled[0] ?? '');
  const head = separator ? cells(filled[0], separator) : [filled[0]?.trim().replace(/^"(.*)"$/, '$1') ?? ''];
  const index = head.findIndex((cell) => names.map(plain).includes(plain(cell)));
  if (!separator) {
    const values = (index === 0 ? filled.slice(1) : filled).map((line) => line.trim().replace(/^"(.*)"$/, '$1'));
    return { format: 'one id in each line', column: index === 0 ? head[0] : 'the only one', ...ids(values, pattern) };
  }
  const format = `a table of ${head.length} columns, separated by ${separator === '\t' ? 'tabulators' : separator}`;
  return index < 0
    ? { format, column: '', first: [], odd: 0 }
    : { format, column: head[index], ...ids(filled.slice(1).map((line) => cells(line, separator)[index] ?? ''), pattern) };
}

/** @param {string} pattern of Java, which this browser may not understand */
function regular(pattern) {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    return /^[\w-]{1,64}$/;
  }
}

/**
 * Looks into a list.
 * @param {File} file
 * @param {string} names of the column of ids, separated by commas
 * @param {string} pattern of an id
 * @returns {Promise<Preview>}
 */
export async function preview(file, names, pattern) {
  const isPacked = /\.gz$/i.test(file.name);
  const ending = file.name.replace(/\.gz$/i, '').replace(/^.*\./, '').toLowerCase();
  let stream = file.stream();
  if (isPacked) {
    stream = stream.pipeThrough(new DecompressionStream('gzip'));
  }
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let size = 0;
  let lines = 0;
  let last = '\n';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += text.length < HEAD ? part.value : '';
    size += part.value.length;
    lines += part.value.split('\n').length - 1;
    last = part.value.at(-1) ?? last;
  }
  const isWhole = size <= HEAD;
  const head = isWhole ? text : text.slice(0, HEAD).replace(/[^\n]*$/, '');
  const isJson = /^\s*[[{]/.test(text);
  const rows = head.split(/\r?\n/);
  const values = isJson ? ofValues(rows, names.split(','), regular(pattern)) : null;
  return {
    isTooLong: false,
    type: isJson ? TYPES.json : TYPES[ending === 'json' ? 'txt' : ending] ?? '',
    isPacked, isWhole, lines: lines + (last === '\n' ? 0 : 1),
    ...(values ?? (isJson && !isWhole ? tooLong('JSON') : isJson ? ofJson(text, regular(pattern))
      : !isWhole && head === '' ? tooLong('a first line') : ofLines(rows, names.split(','), regular(pattern)))),
  };
}
