export { DEFAULTS } from './defaults.js';
export { formatIssue, ISSUES_MAX, type StackIssue } from './issue.js';
export { stackJsonSchema } from './json-schema.js';
export { type ParsedStack, parseStack } from './parse-stack.js';
export { readWindow, type Window } from './window.js';
