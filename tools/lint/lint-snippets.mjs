/**
 * Lints texts as if they stood in a file of the repository, whose own text is not read. Takes `[{ file, code }]` as JSON on standard input, gives the names of
 * the rules that complained, a list for each. A program of its own, because ESLint loads its configuration in a way that Jest does not support.
 */
import { json } from 'node:stream/consumers';
import { ESLint } from 'eslint';

const root = new URL('../..', import.meta.url).pathname;
const eslint = new ESLint({ cwd: root });
const snippets = /** @type {{ file: string, code: string }[]} */ (await json(process.stdin));

const complaints = [];
for (const { file, code } of snippets) {
  const [result] = await eslint.lintText(code, { filePath: root + file });
  complaints.push(result?.messages.map(({ ruleId }) => ruleId ?? 'syntax'));
}
process.stdout.write(JSON.stringify(complaints));
