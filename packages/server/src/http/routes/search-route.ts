import type { Contact, PresenceId, SearchResponse } from '@lampfield/protocol';
import type { RequestHandler, Response } from 'express';
import { permittedContacts } from '../../core/permitted-contacts.ts';
import type { Directory, DirectoryPage } from '../../ports/directory.ts';
import type { HttpDeps } from '../http-deps.ts';
import { ProblemError } from '../problem.ts';
import { RunningSearches, SupersededError } from '../running-searches.ts';
import { getSession } from '../session-guard.ts';
import { DirectorySearch } from './directory-search.ts';
import { readSearchRequest } from './search-request.ts';

type SearchDeps = Pick<HttpDeps, 'clock' | 'directories' | 'directoryWatch' | 'doors' | 'metrics' | 'permissions'>;

/** `GET /api/search`: asks a directory and makes the caller a watcher of what it found. A directory that is not for him is none. */
export function search(deps: SearchDeps): RequestHandler {
  const directories = new Map(deps.directories.map((directory) => [directory.id, directory]));
  const directorySearch = new DirectorySearch(deps);
  const running = new RunningSearches();
  const { permissions } = deps;
  return async (req, res) => {
    const { sid, username } = getSession(res);
    const request = readSearchRequest(req);
    const findDirectory = (): Directory | undefined =>
      permissions.maySearch(username, request.dirId) ? directories.get(request.dirId) : undefined;
    const directory = findDirectory();
    if (directory === undefined) throw new ProblemError('UNKNOWN_DIRECTORY', { path: 'dirId' });
    const controller = abortWithCaller(res);
    const ask = (signal: AbortSignal): Promise<DirectoryPage> => directorySearch.search(directory, request, signal);
    const page = await running
      .run(JSON.stringify([sid, directory.id]), controller, ask)
      .catch((error: unknown) => explain(error, controller));
    // Who has gone, or typed on, does not use what was found.
    if (page === undefined || res.closed) return;
    // While the directory was asked he may have lost it.
    if (findDirectory() === undefined) throw new ProblemError('UNKNOWN_DIRECTORY', { path: 'dirId' });
    const contacts = permittedContacts(page.contacts, (type) => permissions.maySeeType(username, type));
    deps.doors.subscribeFound(username, presentitiesOf(contacts), directory.id);
    const answer: SearchResponse = { contacts, truncated: page.truncated };
    res.json(answer);
  };
}

/** Ends the search when its caller goes away. */
function abortWithCaller(res: Response): AbortController {
  const controller = new AbortController();
  res.once('close', () => {
    controller.abort(new Error('the caller went away'));
  });
  return controller;
}

/** Undefined when nobody waits for an answer any more. */
function explain(error: unknown, { signal }: AbortController): undefined {
  if (!signal.aborted) throw error;
  if (!(signal.reason instanceof SupersededError)) return undefined;
  throw new ProblemError('TOO_MANY_REQUESTS', { detail: 'newer searches took its place', retryAfterSeconds: 1 });
}

/** What the lamps of these contacts show; each once. */
function presentitiesOf(contacts: readonly Contact[]): PresenceId[] {
  const ids = contacts.flatMap(({ details }) => Object.values(details).flatMap(({ presence }) => presence?.id ?? []));
  return [...new Set(ids)];
}
