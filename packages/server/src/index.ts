/** The platform in one process: plants at work, their API and their page. */

export { type RunningServer, type ServerOptions, startServer } from './server.ts';
export { StartError } from './start-error.ts';
