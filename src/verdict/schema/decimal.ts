/** An exact decimal number: digits × 10 ^ exponent. */
export interface Decimal {
  digits: bigint;
  exponent: number;
}

/** Largest power of ten that is expanded. Numbers that differ by more are compared by sign and exponent. */
const LONGEST = 5000;

/** Parses a JSON number (RFC 8259, section 6) without loss. */
export function toDecimal(text: string): Decimal {
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const significant = withoutZeros(fraction);
  return { digits: BigInt(`${sign}${whole}${significant}`), exponent: Number(exponent) - significant.length };
}

/** Digits without trailing zeros. */
function withoutZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charAt(end - 1) === '0') end--;
  return digits.slice(0, end);
}

/** A text that is equal for equal numbers. */
export function canonical({ digits, exponent }: Decimal): string {
  if (digits === 0n) return '0';
  const text = withoutZeros(String(digits));
  return `${text}e${exponent + String(digits).length - text.length}`;
}

/** -1, 0 or 1, as a number is less than, equal to or greater than another. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const distance = magnitude(a) - magnitude(b);
  if (Math.abs(distance) > LONGEST) return sign(distance > 0 ? a.digits : -b.digits);
  const [left, right] = aligned(a, b);
  return sign(left - right);
}

/** True if a number is an integer multiple of a positive number. */
export function isMultiple(value: Decimal, of: Decimal): boolean {
  if (value.digits === 0n) return true;
  if (value.exponent - of.exponent > LONGEST) return true;
  if (of.exponent - value.exponent > LONGEST) return false;
  const [left, right] = aligned(value, of);
  return left % right === 0n;
}

const sign = (value: bigint): -1 | 0 | 1 => (value === 0n ? 0 : value > 0n ? 1 : -1);

/** Position of the first digit; -Infinity for zero. */
const magnitude = ({ digits, exponent }: Decimal): number =>
  digits === 0n ? -Infinity : String(digits).replace('-', '').length + exponent;

function aligned(a: Decimal, b: Decimal): [bigint, bigint] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.digits * 10n ** BigInt(a.exponent - exponent), b.digits * 10n ** BigInt(b.exponent - exponent)];
}
