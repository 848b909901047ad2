/** Structured log lines on standard output; never a password, a token or a body. */
import { pino, type Logger } from 'pino';

export type Log = Logger;

export const makeLog = (level: string): Log =>
  pino({ level, redact: ['req.headers.cookie', 'req.headers.authorization', 'res.headers["set-cookie"]'] });
