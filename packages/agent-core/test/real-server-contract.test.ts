/** The contract of the fake server holds for the real one. */
import { makeRealServer } from './real-server.ts';
import { describeServerContract } from './server-contract.ts';

describeServerContract('the real server', makeRealServer);
