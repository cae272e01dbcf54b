import type { Log } from '@berth/core';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LogOptions = {
  readonly level: LogLevel;
  /** One JSON object per line instead of a line for people. */
  readonly json: boolean;
  readonly write: (line: string) => void;
  /** Wall clock. */
  readonly nowMs: () => number;
};

export function createLog({ level, json, write, nowMs }: LogOptions): Log {
  const least = LOG_LEVELS.indexOf(level);
  const at = (name: LogLevel): Log['info'] => {
    if (LOG_LEVELS.indexOf(name) < least) return () => {};
    return (message, fields) => {
      const time = new Date(nowMs()).toISOString();
      if (json) write(`${JSON.stringify({ time, level: name, message, ...fields })}\n`);
      else write(`${time} ${name.padEnd(5)} ${message}${formatFields(fields)}\n`);
    };
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function formatFields(fields: Readonly<Record<string, unknown>> | undefined): string {
  return Object.entries(fields ?? {})
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? quote(value) : JSON.stringify(value)}`)
    .join('');
}

function quote(text: string): string {
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}
