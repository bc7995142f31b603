import { describe, expect, test } from "vitest";

import { isWeakPoint } from "./small-order.ts";

/* The curve of RFC 8032 section 5.1, slowly: enough to find the eight points again instead of believing a list. */
const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = modulo(-121665n * inverse(121666n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

type Point = { readonly x: bigint; readonly y: bigint };

const IDENTITY: Point = { x: 0n, y: 1n };

function modulo(value: bigint): bigint {
  return ((value % P) + P) % P;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let rest = exponent, square = modulo(base); rest > 0n; rest >>= 1n, square = modulo(square * square)) {
    if (rest % 2n === 1n) result = modulo(result * square);
  }
  return result;
}

function inverse(value: bigint): bigint {
  return power(value, P - 2n);
}

function add(a: Point, b: Point): Point {
  const product = modulo(D * a.x * b.x * a.y * b.y);
  return {
    x: modulo((a.x * b.y + a.y * b.x) * inverse(1n + product)),
    y: modulo((a.y * b.y + a.x * b.x) * inverse(1n - product)),
  };
}

function multiply(point: Point, factor: bigint): Point {
  let result = IDENTITY;
  for (let rest = factor, double = point; rest > 0n; rest >>= 1n, double = add(double, double)) {
    if (rest % 2n === 1n) result = add(result, double);
  }
  return result;
}

/** A point with this y, if there is one. */
function pointAt(y: bigint): Point | undefined {
  const square = modulo((y * y - 1n) * inverse(D * y * y + 1n));
  const candidate = power(square, (P + 3n) / 8n);
  return [candidate, modulo(candidate * ROOT_OF_MINUS_ONE)]
    .filter((x) => modulo(x * x) === square)
    .map((x) => ({ x, y }))[0];
}

function encode({ x, y }: Point): Uint8Array {
  const hex = (y | ((x & 1n) << 255n)).toString(16).padStart(64, "0");
  return Buffer.from(hex, "hex").toReversed();
}

/** All multiples of a point of order 8. */
function smallOrderPoints(): readonly Point[] {
  for (let y = 2n; ; y++) {
    const point = pointAt(y);
    if (point === undefined) continue;
    const torsion = multiply(point, L);
    const points = Array.from({ length: 8 }, (_, factor) => multiply(torsion, BigInt(factor)));
    if (new Set(points.map(({ x, y: own }) => `${x} ${own}`)).size === 8) return points;
  }
}

describe("isWeakPoint()", () => {
  test("finds all eight points of small order, with either sign of x", () => {
    const points = smallOrderPoints();
    expect(points).toHaveLength(8);
    for (const point of points) {
      expect(multiply(point, 8n)).toEqual(IDENTITY);
      expect(isWeakPoint(encode(point))).toBe(true);
      expect(isWeakPoint(encode({ x: point.x + 1n, y: point.y }))).toBe(true);
    }
  });

  test.each([0n, 1n, 2n, 18n])("finds y = 2^255 - 19 + %s, which is not canonical", (above) => {
    expect(isWeakPoint(encode({ x: 0n, y: P + above }))).toBe(true);
    expect(isWeakPoint(encode({ x: 1n, y: P + above }))).toBe(true);
  });

  test("lets the points next to them and the base point pass", () => {
    const base = modulo(4n * inverse(5n));
    for (const y of [2n, 3n, P - 2n, base]) expect(isWeakPoint(encode({ x: 0n, y }))).toBe(false);
  });
});
