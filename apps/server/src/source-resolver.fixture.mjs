// Lets a test run the program from its sources: packages of this repository resolve to their `src` as they do in Jest.
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, nextResolve) {
    const [, name] = /^@lampfield\/(protocol|server)$/.exec(specifier) ?? [];
    if (name === undefined) return nextResolve(specifier, context);
    return { url: new URL(`../../../packages/${name}/src/index.ts`, import.meta.url).href, shortCircuit: true };
  },
});
