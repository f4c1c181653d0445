/** Check-in: what every device does again and again, stored in batches; features take part through `CheckInPart`. */
export type { CheckInAnswerDraft, CheckInEntry, CheckInPart } from './check-in-part.ts';
