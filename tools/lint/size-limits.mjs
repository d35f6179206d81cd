/** What fits a sitting: a file, a function and a decision that can be read at once. */
export const sizeLimits = {
  'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
  'max-params': 'off',
  '@typescript-eslint/max-params': ['error', { max: 3 }],
  complexity: ['error', 10],
};

/** A `describe` is one long function, and a suite may be longer than what it tests. */
export const specSizeLimits = {
  ...sizeLimits,
  'max-lines': ['error', { max: 500 }],
  'max-lines-per-function': 'off',
};
