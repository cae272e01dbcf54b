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

type Fields = Readonly<Record<string, unknown>>;

/**
 * One line per message, whatever is in it: line ends are escaped, so that nobody can forge a line through a field. An
 * error shows its message; undefined fields are left out.
 */
export function createLog({ level, json, write, nowMs }: LogOptions): Log {
  const least = LOG_LEVELS.indexOf(level);
  const at = (name: LogLevel): Log['info'] => {
    if (LOG_LEVELS.indexOf(name) < least) return () => {};
    return (message, fields = {}) => {
      const time = new Date(nowMs()).toISOString();
      write(json ? jsonLine(time, name, message, fields) : plainLine(time, name, message, fields));
    };
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function jsonLine(time: string, level: LogLevel, message: string, fields: Fields): string {
  const line: Record<string, unknown> = { time, level, message };
  for (const [name, value] of Object.entries(fields)) {
    line[Object.hasOwn(line, name) ? `${name}_` : name] = plain(value);
  }
  return `${encode(line)}\n`;
}

function plainLine(time: string, level: LogLevel, message: string, fields: Fields): string {
  let line = `${time} ${level.padEnd(5)} ${oneLine(message)}`;
  for (const [name, value] of Object.entries(fields)) {
    const shown = plain(value);
    if (shown !== undefined) line += ` ${name}=${typeof shown === 'string' ? quote(shown) : encode(shown)}`;
  }
  return `${line}\n`;
}

function plain(value: unknown): unknown {
  return value instanceof Error ? value.message : value;
}

/** Logging never throws: what JSON cannot say is shown as text. */
function encode(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'bigint' ? String(inner) : inner,
    );
  } catch {
    return JSON.stringify(String(value));
  }
}

function quote(text: string): string {
  return /^[^\s"=\p{Cc}]+$/u.test(text) ? text : JSON.stringify(text);
}

function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1));
}
