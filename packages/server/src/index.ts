/** The platform in one process: plants at work, their API and their page. */

export { allocateFrame, readFrame, type SampleFrame } from './api/frames.ts';
export * as schemas from './api/schemas.ts';
export { allocateStates, type StatesFrame } from './api/state-frames.ts';
export { type RunningServer, type ServerOptions, startServer } from './server.ts';
export { StartError } from './start-error.ts';
