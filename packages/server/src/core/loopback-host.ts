/** True for a name or address that never leaves the machine: `localhost` and below, 127.0.0.0/8, `::1` (with or without brackets). */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return (
    bare === 'localhost' ||
    bare.endsWith('.localhost') ||
    bare === '::1' ||
    bare === '::ffff:127.0.0.1' ||
    /^127(?:\.\d{1,3}){3}$/.test(bare)
  );
}
