/** The ports of agent-core on Node: HTTPS, WebSocket, SQLite and files, clocks. */
export { type ConnectionAgent, createConnectionAgent } from './connection.ts';
export { type ConnectionSettings, liveKeyExchanges } from './connection-settings.ts';
export { createHttpsTransport, type HttpsTransport } from './https-transport.ts';
export { createLiveConnector, type LiveSettings, type SocketConnector } from './live-socket.ts';
export { type Environment, isBypassed, type ProxySettings, proxiesFor, proxyAt } from './proxy.ts';
export { openSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';
export {
  createSwitchingTransport,
  type SwitchingTransport,
  type Way,
  type WayListener,
} from './switching-transport.ts';
export { processClock, systemClock, systemRandom, systemTimers } from './system-ports.ts';
