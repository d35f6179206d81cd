/** One SIP message as text, its parts in the order they are sent. */
export function sipText(startLine: string, headers: readonly string[]): string {
  return [startLine, ...headers, 'Content-Length: 0', '', ''].join('\r\n');
}

/** All header lines of a name, as they are written; kamailio writes names in full. */
export function headerLines(text: string, name: string): string[] {
  return text.split('\r\n').filter((line) => line.startsWith(`${name}: `));
}

/** What follows the name of the first such header. */
export function headerValue(text: string, name: string): string {
  return headerLines(text, name)[0]?.slice(name.length + 2) ?? '';
}

/** The answer to a request, with what RFC 3261 (section 8.2.6.2) has copied. */
export function answerText(
  request: string,
  status: string,
  more: { readonly toTag: string; readonly headers: readonly string[] },
): string {
  const copied = (name: string): string[] => headerLines(request, name);
  const [to = ''] = copied('To');
  const tagged = to.includes(';tag=') ? to : `${to};tag=${more.toTag}`;
  return sipText(`SIP/2.0 ${status}`, [
    ...['Via', 'Record-Route', 'From'].flatMap(copied),
    tagged,
    ...['Call-ID', 'CSeq'].flatMap(copied),
    ...more.headers,
  ]);
}
