import type { SampleField, SampleLine } from "./sample.ts";

/** What the first line is. "doubtful" must be asked about. */
export type FirstLine = "names" | "example" | "banner" | "doubtful";

const isWhole = ({ kind, value, fraction }: SampleField): boolean => kind === "number" && !fraction && Number.isInteger(value);
const isWord = ({ kind }: SampleField): boolean => kind === "word";

/** A column of the sample: its field in the first line and those below. */
interface Column {
  readonly first: SampleField;
  readonly below: readonly SampleField[];
}

/**
 * Tells whether the first line names the columns. A line of names is one that holds words where the lines below hold
 * numbers; a line of numbers is one only where no line of examples could be written so. `wordOf` gives a field's text.
 */
export function firstLineOf(lines: readonly SampleLine[], width: number, wordOf: (field: SampleField) => string): FirstLine {
  const [head, ...body] = lines;
  if (isBanner(head, width)) return "banner";
  const { fields } = head;
  const words = fields.filter(isWord).length;
  if (fields.length !== width) return words > 0 && fields.every((field) => isWord(field) || isWhole(field)) ? "names" : "example";
  const columns = fields.map((first, j) => ({
    first,
    below: body.flatMap((line) => (line.fields.length === width && line.fields[j].kind !== "missing" ? [line.fields[j]] : [])),
  }));
  return words > 0 ? ofWords(columns, wordOf) : ofNumbers(columns, body);
}

/** scikit-learn's CSV files begin with the counts of examples and inputs and then the names of the classes: 150,4,setosa,versicolor,virginica. */
function isBanner({ fields }: SampleLine, width: number): boolean {
  return (
    fields.length > 2 &&
    isWhole(fields[0]) &&
    isWhole(fields[1]) &&
    fields[0].value > 0 &&
    fields[1].value === width - 1 &&
    fields.slice(2).every(isWord)
  );
}

function ofWords(columns: readonly Column[], wordOf: (field: SampleField) => string): FirstLine {
  const numbers = columns.filter(({ first }) => first.kind === "number" || first.kind === "infinite");
  // Names are no fractions, and where a column has none its name is empty, not NaN or ?.
  if (numbers.some(({ first }) => !isWhole(first))) return "example";
  if (columns.some(({ first }) => first.kind === "missing" && first.end > first.start)) return "example";
  const wordy = columns.filter(({ first }) => isWord(first));
  if (wordy.every(({ below }) => below.length === 0)) return "names";
  if (wordy.some(({ below }) => below.length > 0 && below.every((field) => !isWord(field)))) {
    // "1,2,x" above numbers may be an example with a slip of the pen, "0,1,target" is not.
    return numbers.every(({ first, below }) => columns[first.value]?.first === first || isUnlike(first, below)) ? "names" : "doubtful";
  }
  // All columns with a word above have words below too.
  if (wordy.some(({ first, below }) => below.some((field) => wordOf(field) === wordOf(first)))) return "example";
  if (numbers.length > 0) {
    if (numbers.every(({ first, below }) => columns[first.value]?.first === first && isUnlike(first, below))) return "names";
    return numbers.some(({ first, below }) => isUnlike(first, below)) ? "doubtful" : "example";
  }
  if (wordy.length < columns.length) return "names";
  const repeats = wordy.some(({ below }) => new Set(below.map(wordOf)).size < below.length);
  return repeats ? "names" : "doubtful";
}

/**
 * A line of numbers names the columns when its entries are different whole numbers and
 * - the numbers below are written with decimals that end in zeros (0.0, 1.50): whoever writes so does not write 0 or 1990; or
 * - they count the columns, 0, 1, …, k − 1 with k ≥ 3, above columns without a whole number; or
 * - they count the columns above a column of words, or after the empty name of a column that counts the rows; or
 * - they go up in even steps (1990, 1991, …) far away from all numbers below.
 * It is doubtful where they count the columns or are years and the numbers below do not tell, where they follow one another as the rows below seldom
 * do (2000, 2001 above 1994, 1980), and where no column has numbers below that are like its entry (0, 1 above 0.1, 0.995 may be the start of a curve).
 */
function ofNumbers(columns: readonly Column[], body: readonly SampleLine[]): FirstLine {
  const rows = body.length;
  if (rows === 0) return "example";
  // pandas leaves the name of the index empty.
  const indexed = columns[0].first.kind === "missing" && columns[0].first.end === columns[0].first.start && columns.length > 1;
  const named = indexed ? columns.slice(1) : columns;
  if (!named.every(({ first }) => isWhole(first)) || new Set(named.map(({ first }) => first.value)).size < named.length) return "example";
  const quotedAbove = named.every(({ first, below }) => first.quoted && below.length > 0 && below.every(({ quoted }) => !quoted));
  if (quotedAbove || named.some(({ below }) => writtenWithZeros(below))) return "names";
  const counts = named.every(({ first }, j) => first.value === j);
  const rowsCounted = columns[0].below.length === rows && columns[0].below.every(({ value }, i) => value === i);
  if (indexed && rowsCounted && (counts || rows > 1)) return "names";
  if (counts && named.some(({ below }) => isAboveWords(below))) return "names";
  const [start, next] = named.map(({ first }) => first.value);
  const steps = named.length > 1 && named.every(({ first }, j) => first.value - start === j * (next - start));
  const unlike = named.every(({ first, below }) => isUnlike(first, below));
  if (unlike && ((counts && named.length > 2) || (steps && farFrom(named)))) return "names";
  const years = steps && next - start === 1 && isYear(start) && (named.length > 2 || named.some(({ below }) => !below.every(isYearField)));
  const counted = steps && (next - start === 1 || (isYear(start) && next > start && named.length > 2));
  const stepping =
    counted &&
    !isUsual(
      named,
      body.map(({ fields }) => fields.slice(columns.length - named.length)),
    );
  if (named.length === 1) return unlike && (counts || farFrom(named)) ? "doubtful" : "example";
  return unlike || counts || years || stepping ? "doubtful" : "example";
}

/**
 * Whether a line whose entries follow one another is nothing unusual: half of the lines of numbers below go up so too. For two numbers that are neither 1, 2 nor years a tenth is enough, since
 * among small whole numbers every tenth pair or so does by chance.
 */
function isUsual(named: readonly Column[], body: readonly (readonly SampleField[])[]): boolean {
  const [start, step] = [named[0].first.value, named[1].first.value - named[0].first.value];
  const whole = body.filter((fields) => fields.length === named.length && fields.every(({ kind }) => kind === "number"));
  const alike = whole.filter((fields) => fields.every(({ value }, j) => value === fields[0].value + j * step));
  const enough = named.length > 2 || start === 1 || isYear(start) ? 1 / 2 : 1 / 10;
  return alike.length >= enough * whole.length;
}

const isYear = (value: number): boolean => value >= 1000 && value < 3000;
const isYearField = ({ kind, value }: SampleField): boolean => kind === "missing" || (Number.isInteger(value) && isYear(value));

const isAboveWords = (below: readonly SampleField[]): boolean => below.length > 0 && below.every(isWord);

/** All numbers are written with decimals, and some with more than their value needs. */
function writtenWithZeros(below: readonly SampleField[]): boolean {
  return below.length > 0 && below.every(({ fraction }) => fraction) && below.some(({ trailingZero }) => trailingZero);
}

/** Words stand below, or no whole number, or numbers far away. */
function isUnlike(first: SampleField, below: readonly SampleField[]): boolean {
  if (isAboveWords(below)) return true;
  const numbers = below.filter(({ kind }) => kind === "number");
  return numbers.length > 0 && (numbers.every(({ value }) => !Number.isInteger(value)) || isFar(first.value, numbers));
}

/** More than ten times the spread of the numbers away from them; one number alone has no spread, so its size stands in. */
function isFar(value: number, numbers: readonly SampleField[]): boolean {
  if (numbers.length === 0) return false;
  const values = numbers.map((field) => field.value);
  const [least, most] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const spread = values.length > 1 && most > least ? most - least : Math.max(Math.abs(most), 1);
  return value < least - 10 * spread || value > most + 10 * spread;
}

/** Every entry of the first line is far away from all numbers of the sheet, and the entries are nearer to each other than to them. */
function farFrom(columns: readonly Column[]): boolean {
  const numbers = columns.flatMap(({ below }) => below.filter(({ kind }) => kind === "number"));
  return columns.every(({ first }) => isFar(first.value, numbers));
}
