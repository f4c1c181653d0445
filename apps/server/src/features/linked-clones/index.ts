/** Linked clones: machines of one master image, some of them thrown away at each log-off (I02). */
export { endedPart } from './ended.part.ts';
export { createReturningClones, type ReturningClonesPorts } from './returning-clones.service.ts';
