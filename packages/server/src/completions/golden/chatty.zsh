#compdef chatty
# Completions of chatty for zsh.

_chatty_man() {
  _arguments \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_completions_powershell() {
  _arguments \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_completions_fish() {
  _arguments \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_completions_zsh() {
  _arguments \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_completions_bash() {
  _arguments \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_completions() {
  local context state state_descr line curcontext="$curcontext"
  typeset -A opt_args
  local -a commands=(
    'bash:Print completions for bash'
    'zsh:Print completions for zsh'
    'fish:Print completions for fish'
    'powershell:Print completions for PowerShell'
  )
  _arguments -C \
    '(- : *)'{-h,--help}'[Show this help]' \
    '1: :->command' \
    '*:: :->rest'
  case $state in
  command) _describe -t commands 'chatty completions command' commands ;;
  rest)
    case $line[1] in
    bash) _chatty_completions_bash ;;
    zsh) _chatty_completions_zsh ;;
    fish) _chatty_completions_fish ;;
    powershell) _chatty_completions_powershell ;;
    esac
    ;;
  esac
}

_chatty_daemon_logs() {
  _arguments \
    '--follow[Go on with what comes, until Ctrl+C]' \
    '--lines=[How many of the last lines come first]:N: ' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_daemon_stop() {
  _arguments \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_daemon_status() {
  _arguments \
    '--json[Print JSON]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_daemon() {
  local context state state_descr line curcontext="$curcontext"
  typeset -A opt_args
  local -a commands=(
    'status:Tell whether the shared daemon runs, and whether it can'
    'stop:Stop the shared daemon and what it runs'
    'logs:Print the log of the shared daemon'
  )
  _arguments -C \
    '(- : *)'{-h,--help}'[Show this help]' \
    '1: :->command' \
    '*:: :->rest'
  case $state in
  command) _describe -t commands 'chatty daemon command' commands ;;
  rest)
    case $line[1] in
    status) _chatty_daemon_status ;;
    stop) _chatty_daemon_stop ;;
    logs) _chatty_daemon_logs ;;
    esac
    ;;
  esac
}

_chatty_server_start() {
  _arguments \
    '--transport=[How clients are connected]:value:(stdio)' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_server() {
  local context state state_descr line curcontext="$curcontext"
  typeset -A opt_args
  local -a commands=(
    'start:Start the MCP server; it ends when its input ends'
  )
  _arguments -C \
    '(- : *)'{-h,--help}'[Show this help]' \
    '1: :->command' \
    '*:: :->rest'
  case $state in
  command) _describe -t commands 'chatty server command' commands ;;
  rest)
    case $line[1] in
    start) _chatty_server_start ;;
    esac
    ;;
  esac
}

_chatty_gui() {
  _arguments \
    '--port=[Port, 0 for any free one]:N: ' \
    '--host=[Address of this computer to listen on]:value:(127.0.0.1 localhost \:\:1)' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_list() {
  _arguments \
    '--json[Print JSON, with the schema of every input]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty() {
  local context state state_descr line curcontext="$curcontext"
  typeset -A opt_args
  local -a commands=(
    'list:List the commands that MCP clients can run'
    'gui:Serve a web page with the commands, to this computer only'
    'server:Serve the commands to MCP clients'
    'daemon:Look at the daemon that runs commands, or stop it'
    'completions:Print completions for bash, zsh, fish or PowerShell'
    'man:Print the man page, as roff'
  )
  _arguments -C \
    '(- : *)'{-h,--help}'[Show this help]' \
    '(- : *)'{-v,--version}'[Show the version]' \
    '1: :->command' \
    '*:: :->rest'
  case $state in
  command) _describe -t commands 'chatty command' commands ;;
  rest)
    case $line[1] in
    list) _chatty_list ;;
    gui) _chatty_gui ;;
    server) _chatty_server ;;
    daemon) _chatty_daemon ;;
    completions) _chatty_completions ;;
    man) _chatty_man ;;
    esac
    ;;
  esac
}

if [[ $funcstack[1] == _chatty ]]; then
  _chatty "$@"
else
  compdef _chatty chatty
fi
