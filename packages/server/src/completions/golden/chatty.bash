# Completions of chatty for bash.

_chatty() {
  # Bash cuts words at "=" and ":" too; here they are cut at blanks alone.
  local line=${COMP_LINE:0:COMP_POINT} current= path=chatty option= word= kept= breaks=
  local IFS=$' \t\n'
  local words candidates=()
  read -r -a words <<<"$line"
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
    'chatty list' | 'chatty gui' | 'chatty server' | 'chatty server start' | 'chatty daemon' | 'chatty daemon status' | 'chatty daemon stop' | 'chatty daemon logs' | 'chatty completions' | 'chatty completions bash' | 'chatty completions zsh' | 'chatty completions fish' | 'chatty completions powershell' | 'chatty man') path="$path $word" ;;
    'chatty gui --port' | 'chatty gui --host' | 'chatty server start --transport' | 'chatty daemon logs --lines') option=$word ;;
    esac
  done
  if [[ -z $option && $current == --*=* ]]; then
    option=${current%%=*}
    kept=$option=
  fi
  case "$path $option" in
  'chatty ')
    candidates=('list' 'gui' 'server' 'daemon' 'completions' 'man')
    if [[ $current == -* ]]; then candidates=('-h' '--help' '-v' '--version'); fi
    ;;
  'chatty list ') candidates=('--json' '-h' '--help') ;;
  'chatty gui ') candidates=('--port' '--host' '-h' '--help') ;;
  'chatty server ')
    candidates=('start')
    if [[ $current == -* ]]; then candidates=('-h' '--help'); fi
    ;;
  'chatty server start ') candidates=('--transport' '-h' '--help') ;;
  'chatty daemon ')
    candidates=('status' 'stop' 'logs')
    if [[ $current == -* ]]; then candidates=('-h' '--help'); fi
    ;;
  'chatty daemon status ') candidates=('--json' '-h' '--help') ;;
  'chatty daemon stop ') candidates=('-h' '--help') ;;
  'chatty daemon logs ') candidates=('--follow' '--lines' '-h' '--help') ;;
  'chatty completions ')
    candidates=('bash' 'zsh' 'fish' 'powershell')
    if [[ $current == -* ]]; then candidates=('-h' '--help'); fi
    ;;
  'chatty completions bash ') candidates=('-h' '--help') ;;
  'chatty completions zsh ') candidates=('-h' '--help') ;;
  'chatty completions fish ') candidates=('-h' '--help') ;;
  'chatty completions powershell ') candidates=('-h' '--help') ;;
  'chatty man ') candidates=('-h' '--help') ;;
  'chatty gui --port') candidates=() ;;
  'chatty gui --host') candidates=('127.0.0.1' 'localhost' '::1') ;;
  'chatty server start --transport') candidates=('stdio') ;;
  'chatty daemon logs --lines') candidates=() ;;
  esac
  COMPREPLY=()
  breaks=${COMP_WORDBREAKS//[^=:]/}
  for word in "${candidates[@]}"; do
    word=$kept$word
    if [[ $word != "$current"* ]]; then continue; fi
    # Bash replaces what comes after the last of its own breaks.
    if [[ -n $breaks ]]; then word=${word#"${current%"${current##*[$breaks]}"}"}; fi
    COMPREPLY[${#COMPREPLY[@]}]=$word
  done
}

complete -F _chatty chatty
