import express, { type Express, type RequestHandler } from 'express';
import type { Log } from '../ports/log.ts';
import { ProblemError } from './problem.ts';
import { problemHandler } from './problem-handler.ts';

/** Readiness and metrics at an address of their own, and nothing else there. */
export function createOpsApp(opsRouter: RequestHandler, log: Log): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(opsRouter);
  app.use(() => {
    throw new ProblemError('NOT_FOUND');
  });
  app.use(problemHandler(log));
  return app;
}
