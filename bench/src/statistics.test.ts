import { expect, test } from 'vitest';
import { median, quantile, ratios, shorten } from './statistics.ts';

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

test('a quantile is a sample that was seen, in whatever order they came', () => {
  expect(quantile(hundred, 0.5)).toBe(50);
  expect(quantile(hundred, 0.95)).toBe(95);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile(hundred, 1)).toBe(100);
  expect(quantile([7], 0.99)).toBe(7);
  expect(median([3, 1, 2])).toBe(2);
});

test('samples are left in the order in which they came', () => {
  const samples = [3, 1, 2];
  median(samples);
  expect(samples).toEqual([3, 1, 2]);
});

test('of nothing there is no quantile', () => {
  expect(() => median([])).toThrow('there are no samples');
});

test('a ratio is taken within a round, so that a slow round counts for both', () => {
  expect(ratios([20, 10], [10, 5])).toEqual([2, 2]);
  expect(() => ratios([1], [1, 2])).toThrow('the same rounds');
});

test('a figure is written with four digits, large or small', () => {
  expect([123456, 0.0123456, 12].map(shorten)).toEqual([123500, 0.01235, 12]);
});
