import { findShortcut, isTextField, type PressedKey, type Shortcut } from './shortcut.ts';

const pressed = (key: string, modifiers: Partial<PressedKey> = {}): PressedKey => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...modifiers,
});

interface Case {
  readonly key: PressedKey;
  readonly isTyping?: true;
  readonly isOff?: true;
  readonly is: Shortcut | undefined;
}

test.each<Case>([
  { key: pressed('/'), is: 'SEARCH' },
  { key: pressed('?'), is: 'HELP' },
  { key: pressed('o'), is: 'ONLINE' },
  { key: pressed('o'), isTyping: true, is: undefined },
  { key: pressed('o'), isOff: true, is: undefined },
  { key: pressed('o', { ctrlKey: true }), is: undefined },
  { key: pressed('/'), isTyping: true, is: undefined },
  { key: pressed('?'), isTyping: true, is: undefined },
  { key: pressed('/'), isOff: true, is: undefined },
  { key: pressed('k', { ctrlKey: true }), isTyping: true, isOff: true, is: 'SEARCH' },
  { key: pressed('K', { metaKey: true }), isTyping: true, is: 'SEARCH' },
  { key: pressed('k', { ctrlKey: true, altKey: true }), is: undefined },
  { key: pressed('k'), is: undefined },
  { key: pressed('/', { ctrlKey: true }), is: undefined },
  { key: pressed('/', { altKey: true }), is: undefined },
])('%j', ({ key, isTyping = false, isOff = false, is }) => {
  expect(findShortcut(key, isTyping, !isOff)).toBe(is);
});

test.each([
  ['<input type="search">', true],
  ['<textarea></textarea>', true],
  ['<select></select>', true],
  ['<input type="checkbox">', false],
  ['<button></button>', false],
  ['<div tabindex="0"></div>', false],
])('%s takes text: %s', (html, takesText) => {
  const parent = document.createElement('div');
  parent.innerHTML = html;
  expect(isTextField(parent.firstElementChild)).toBe(takesText);
});
