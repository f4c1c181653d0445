/** The maker stands once in the name of a machine. */
import { expect, test } from 'vitest';
import { modelLabel } from '../src/ui/model-label.ts';

test.each([
  ['Dell Inc.', 'Latitude 7450', 'Dell Inc. Latitude 7450'],
  ['HP', 'HP EliteBook 840', 'HP EliteBook 840'],
  ['hp', 'HP ProBook', 'HP ProBook'],
  ['', 'Standard PC', 'Standard PC'],
  ['QEMU', '', 'QEMU'],
  ['', '', ''],
])('%s and %s', (manufacturer, model, label) => {
  expect(modelLabel({ manufacturer, model })).toBe(label);
});
