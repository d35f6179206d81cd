#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/main.js', import.meta.url);
if (!existsSync(program)) {
  console.error('lampfield-online is not built yet: run "npm run build" (or "npm start") once.');
  process.exit(70);
}
await import(program.href);
