/**
 * A calendar object that cannot be understood, or only with more work than it is worth. Its message never quotes the object: what people wrote there is nobody's
 * business.
 */
export class BrokenCalendar extends Error {
  override readonly name = 'BrokenCalendar';
}
