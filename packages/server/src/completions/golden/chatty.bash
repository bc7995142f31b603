# Completions of chatty for bash.

_chatty() {
  # Bash cuts words at "=" and ":" too; here they are cut at blanks alone.
  local line=${COMP_LINE:0:COMP_POINT} current= path=chatty option= word= kept= breaks=
  local IFS=$' \t\n'
  local words candidates=()
  read -r -a words <<<"$line"
  local program=${words[0]}
  case $line in
  *[[:blank:]]) ;;
  *)
    current=${words[${#words[@]} - 1]}
    unset "words[${#words[@]} - 1]"
    ;;
  esac
  for word in "${words[@]:1}"; do
    if [[ -n $option ]]; then
      option=
      continue
    fi
    case "$path $word" in
    'chatty list' | 'chatty run' | 'chatty history' | 'chatty config' | 'chatty config path' | 'chatty config show' | 'chatty config check' | 'chatty config init' | 'chatty accounts' | 'chatty accounts list' | 'chatty accounts login' | 'chatty accounts verify' | 'chatty accounts logout' | 'chatty gui' | 'chatty server' | 'chatty server start' | 'chatty server status' | 'chatty server stop' | 'chatty server tools' | 'chatty daemon' | 'chatty daemon status' | 'chatty daemon stop' | 'chatty daemon logs' | 'chatty doctor' | 'chatty completions' | 'chatty completions bash' | 'chatty completions zsh' | 'chatty completions fish' | 'chatty completions powershell' | 'chatty man') path="$path $word" ;;
    'chatty --config' | 'chatty --env-file' | 'chatty list --config' | 'chatty list --env-file' | 'chatty run --config' | 'chatty run --env-file' | 'chatty history --limit' | 'chatty history --before' | 'chatty history --state' | 'chatty history --config' | 'chatty history --env-file' | 'chatty config --config' | 'chatty config --env-file' | 'chatty config path --config' | 'chatty config path --env-file' | 'chatty config show --config' | 'chatty config show --env-file' | 'chatty config check --config' | 'chatty config check --env-file' | 'chatty config init --config' | 'chatty config init --env-file' | 'chatty accounts --config' | 'chatty accounts --env-file' | 'chatty accounts list --config' | 'chatty accounts list --env-file' | 'chatty accounts login --account' | 'chatty accounts login --config' | 'chatty accounts login --env-file' | 'chatty accounts verify --give' | 'chatty accounts verify --config' | 'chatty accounts verify --env-file' | 'chatty accounts logout --config' | 'chatty accounts logout --env-file' | 'chatty gui --port' | 'chatty gui --host' | 'chatty gui --config' | 'chatty gui --env-file' | 'chatty server --config' | 'chatty server --env-file' | 'chatty server start --transport' | 'chatty server start --host' | 'chatty server start --port' | 'chatty server start --allowed-hosts' | 'chatty server start --log-level' | 'chatty server start --config' | 'chatty server start --env-file' | 'chatty server status --config' | 'chatty server status --env-file' | 'chatty server stop --config' | 'chatty server stop --env-file' | 'chatty server tools --config' | 'chatty server tools --env-file' | 'chatty daemon --config' | 'chatty daemon --env-file' | 'chatty daemon status --config' | 'chatty daemon status --env-file' | 'chatty daemon stop --config' | 'chatty daemon stop --env-file' | 'chatty daemon logs --lines' | 'chatty daemon logs --config' | 'chatty daemon logs --env-file' | 'chatty doctor --config' | 'chatty doctor --env-file' | 'chatty completions --config' | 'chatty completions --env-file' | 'chatty completions bash --config' | 'chatty completions bash --env-file' | 'chatty completions zsh --config' | 'chatty completions zsh --env-file' | 'chatty completions fish --config' | 'chatty completions fish --env-file' | 'chatty completions powershell --config' | 'chatty completions powershell --env-file' | 'chatty man --config' | 'chatty man --env-file') option=$word ;;
    esac
  done
  case "$path $option" in
  'chatty run ')
    # The word is as it was typed.
    case $program in
    '~/'*) program=$HOME/${program:2} ;;
    '$HOME/'*) program=$HOME/${program:6} ;;
    esac
    if ! type -P "$program" >/dev/null; then program=chatty; fi
    while IFS=$'\t' read -r word _; do
      candidates[${#candidates[@]}]=$word
    done < <("$program" completions values "--current=$current" -- "${words[@]:1}" 2>/dev/null)
    ;;
  *)
    if [[ -z $option && $current == --*=* ]]; then
      option=${current%%=*}
      kept=$option=
    fi
    ;;
  esac
  case "$path $option" in
  'chatty ')
    candidates=('list' 'run' 'history' 'config' 'accounts' 'gui' 'server' 'daemon' 'doctor' 'completions' 'man')
    if [[ $current == -* ]]; then candidates=('--config' '--env-file' '--quiet' '-h' '--help' '-v' '--version'); fi
    ;;
  'chatty list ') candidates=('--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty run ') ;;
  'chatty history ') candidates=('--limit' '--before' '--state' '--follow' '--output' '--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty config ')
    candidates=('path' 'show' 'check' 'init')
    if [[ $current == -* ]]; then candidates=('--config' '--env-file' '--quiet' '-h' '--help'); fi
    ;;
  'chatty config path ') candidates=('--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty config show ') candidates=('--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty config check ')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    if [[ $current == -* ]]; then candidates=('--json' '--config' '--env-file' '--quiet' '-h' '--help'); fi
    ;;
  'chatty config init ') candidates=('--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty accounts ')
    candidates=('list' 'login' 'verify' 'logout')
    if [[ $current == -* ]]; then candidates=('--config' '--env-file' '--quiet' '-h' '--help'); fi
    ;;
  'chatty accounts list ') candidates=('--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty accounts login ') candidates=('--account' '--no-browser' '--no-wait' '--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty accounts verify ') candidates=('--give' '--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty accounts logout ') candidates=('--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty gui ') candidates=('--port' '--host' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty server ')
    candidates=('start' 'status' 'stop' 'tools')
    if [[ $current == -* ]]; then candidates=('--config' '--env-file' '--quiet' '-h' '--help'); fi
    ;;
  'chatty server start ') candidates=('--transport' '--host' '--port' '--allowed-hosts' '--log-level' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty server status ') candidates=('--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty server stop ') candidates=('--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty server tools ') candidates=('--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty daemon ')
    candidates=('status' 'stop' 'logs')
    if [[ $current == -* ]]; then candidates=('--config' '--env-file' '--quiet' '-h' '--help'); fi
    ;;
  'chatty daemon status ') candidates=('--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty daemon stop ') candidates=('--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty daemon logs ') candidates=('--follow' '--lines' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty doctor ') candidates=('--json' '--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty completions ')
    candidates=('bash' 'zsh' 'fish' 'powershell')
    if [[ $current == -* ]]; then candidates=('--config' '--env-file' '--quiet' '-h' '--help'); fi
    ;;
  'chatty completions bash ') candidates=('--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty completions zsh ') candidates=('--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty completions fish ') candidates=('--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty completions powershell ') candidates=('--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty man ') candidates=('--config' '--env-file' '--quiet' '-h' '--help') ;;
  'chatty --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty list --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty list --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty run --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty run --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty history --limit') candidates=() ;;
  'chatty history --before') candidates=() ;;
  'chatty history --state') candidates=('running' 'exited' 'failed' 'cancelled' 'timed_out' 'interrupted') ;;
  'chatty history --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty history --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty config --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty config --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty config path --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty config path --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty config show --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty config show --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty config check --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty config check --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty config init --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty config init --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty accounts --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty accounts --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty accounts list --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty accounts list --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty accounts login --account') candidates=() ;;
  'chatty accounts login --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty accounts login --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty accounts verify --give') candidates=('key' 'code') ;;
  'chatty accounts verify --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty accounts verify --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty accounts logout --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty accounts logout --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty gui --port') candidates=() ;;
  'chatty gui --host') candidates=('127.0.0.1' 'localhost' '::1') ;;
  'chatty gui --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty gui --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty server --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty server --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty server start --transport') candidates=('stdio' 'http' 'sse') ;;
  'chatty server start --host') candidates=() ;;
  'chatty server start --port') candidates=() ;;
  'chatty server start --allowed-hosts') candidates=() ;;
  'chatty server start --log-level') candidates=('error' 'warn' 'info' 'debug') ;;
  'chatty server start --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty server start --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty server status --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty server status --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty server stop --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty server stop --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty server tools --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty server tools --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty daemon --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty daemon --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty daemon status --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty daemon status --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty daemon stop --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty daemon stop --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty daemon logs --lines') candidates=() ;;
  'chatty daemon logs --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty daemon logs --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty doctor --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty doctor --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty completions --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty completions --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty completions bash --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty completions bash --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty completions zsh --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty completions zsh --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty completions fish --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty completions fish --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty completions powershell --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty completions powershell --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty man --config')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  'chatty man --env-file')
    while read -r word; do
      candidates[${#candidates[@]}]=$word
    done < <(compgen -f -- "${current#"$kept"}")
    ;;
  esac
  COMPREPLY=()
  breaks=${COMP_WORDBREAKS//[^=:]/}
  for word in "${candidates[@]}"; do
    if [[ $kept$word != "$current"* ]]; then continue; fi
    # Whatever it is, the line is to have one word of it; a ~ that was typed stays one.
    case $current in
    "$kept~/"*) printf -v word '~/%q' "${word:2}" ;;
    *) printf -v word %q "$word" ;;
    esac
    word=$kept$word
    # Bash replaces what comes after the last of its own breaks.
    if [[ -n $breaks ]]; then word=${word#"${current%"${current##*[$breaks]}"}"}; fi
    COMPREPLY[${#COMPREPLY[@]}]=$word
  done
}

complete -F _chatty chatty
