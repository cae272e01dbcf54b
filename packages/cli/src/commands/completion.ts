import type { Command } from 'commander';

/** A script for the shell, made from the commands themselves. */
export function completionScript(shell: 'bash' | 'zsh', program: Command): string {
  const lines = [...walk(program, [])].map(([path, words]) => `    "${path}") words="${words.join(' ')}" ;;`);
  const bash = `_berth() {
  local path="" word words=""
  local at
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    [[ $word == -* ]] || path="\${path:+$path }$word"
  done
  case "$path" in
${lines.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _berth berth
`;
  return shell === 'bash' ? bash : `autoload -U +X bashcompinit && bashcompinit\n${bash}`;
}

function* walk(command: Command, path: readonly string[]): Generator<[path: string, words: string[]]> {
  const options = command.options.map((option) => option.long).filter((long) => long !== undefined);
  yield [path.join(' '), [...command.commands.map((child) => child.name()), ...options, '--help']];
  for (const child of command.commands) yield* walk(child, [...path, child.name()]);
}
