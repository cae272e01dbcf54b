/**
 * First look at the text: lexer and concrete syntax, no values yet. What a stack file may not contain at all (aliases,
 * anchors, tags, directives, a second document) is found here, with its exact place; and nesting is bounded here, because
 * composing a deeply nested text costs time and memory that grow with the square of its depth.
 */
import { LIMITS } from '@berth/core';
import { CST, Lexer, Parser } from 'yaml';

export type RawIssue = { readonly offset: number; readonly message: string; readonly suggestion?: string };

export type Tokens = { readonly tokens: readonly CST.Token[]; readonly issues: readonly RawIssue[] };

/** Before the text of a scalar the lexer gives this mark. */
const SCALAR_MARK = '\u001f';

export function readTokens(source: string): Tokens {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const issues: RawIssue[] = [];
  let isScalar = false;
  for (const lexeme of new Lexer().lex(source)) {
    const refused = isScalar ? undefined : refusalOf(lexeme);
    if (refused && issues.length < REFUSALS_MAX) issues.push({ offset: parser.offset, ...refused });
    isScalar = lexeme === SCALAR_MARK;
    tokens.push(...parser.next(lexeme));
    if (depthOf(parser) > LIMITS.stackFileDepth) {
      return { tokens: [], issues: [...issues, tooDeep(parser.offset)] };
    }
  }
  tokens.push(...parser.end());
  const second = tokens.filter((token) => token.type === 'document')[1];
  if (second) {
    const suggestion = 'one file is one stack: write each stack into a file of its own';
    issues.push({ offset: second.offset, message: 'a second document begins here', suggestion });
  }
  return { tokens, issues };
}

const REFUSALS_MAX = 20;

function refusalOf(lexeme: string): { message: string; suggestion: string } | undefined {
  switch (CST.tokenType(lexeme)) {
    case 'anchor':
      return {
        message: `anchors such as ${name(lexeme)} are not allowed`,
        suggestion: 'write the value out',
      };
    case 'alias':
      return {
        message: `aliases such as ${name(lexeme)} are not allowed`,
        suggestion: 'write the value out',
      };
    case 'tag':
      return { message: `tags such as ${name(lexeme)} are not allowed`, suggestion: 'write the value alone' };
    case 'directive-line':
      return { message: `directives such as ${name(lexeme)} are not allowed`, suggestion: 'remove the line' };
    default:
      return undefined;
  }
}

function name(lexeme: string): string {
  return lexeme.length > 40 ? `${lexeme.slice(0, 40)}...` : lexeme;
}

function depthOf(parser: Parser): number {
  if (parser.stack.length <= LIMITS.stackFileDepth) return 0;
  return parser.stack.filter((token) => COLLECTIONS.has(token.type)).length;
}

const COLLECTIONS: ReadonlySet<string> = new Set(['block-map', 'block-seq', 'flow-collection']);

function tooDeep(offset: number): RawIssue {
  return {
    offset,
    message: `the file is nested more than ${LIMITS.stackFileDepth} levels deep`,
    suggestion: 'a stack needs no more than ten',
  };
}
