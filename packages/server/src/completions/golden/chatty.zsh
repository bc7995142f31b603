#compdef chatty
# Completions of chatty for zsh.

_chatty_man() {
  _arguments \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_completions_powershell() {
  _arguments \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_completions_fish() {
  _arguments \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_completions_zsh() {
  _arguments \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_completions_bash() {
  _arguments \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
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
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
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

_chatty_doctor() {
  _arguments \
    '--json[Print JSON]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_daemon_logs() {
  _arguments \
    '--follow[Go on with what comes, until Ctrl+C]' \
    '--lines=[How many of the last lines come first]:N: ' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_daemon_stop() {
  _arguments \
    '--json[Print JSON]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_daemon_status() {
  _arguments \
    '--json[Print JSON]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
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
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
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

_chatty_server_tools() {
  _arguments \
    '--json[Print JSON, as tools/list answers]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_server_stop() {
  _arguments \
    '--json[Print JSON\: those that were stopped]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]' \
    '::PID: '
}

_chatty_server_status() {
  _arguments \
    '--json[Print JSON]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_server_start() {
  _arguments \
    '--transport=[How clients are connected (else CHATTY_TRANSPORT, else stdio)]:value:(stdio http sse)' \
    '--host=[Where to listen (else CHATTY_HOST, else 127.0.0.1)]:ADDRESS: ' \
    '--port=[Port, 0 for any free one (else CHATTY_PORT, else 7421)]:N: ' \
    '--allowed-hosts=[More names, e.g. of a proxy\: A,B (else CHATTY_ALLOWED_HOSTS)]:NAMES: ' \
    '--log-level=[How much is told (else CHATTY_LOG_LEVEL, else info)]:value:(error warn info debug)' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_server() {
  local context state state_descr line curcontext="$curcontext"
  typeset -A opt_args
  local -a commands=(
    'start:Start an MCP server; it ends with its input, or at Ctrl+C'
    'status:Tell which servers run that are reached over HTTP'
    'stop:Stop the servers that are reached over HTTP, or one of them'
    'tools:List the tools that MCP clients get'
  )
  _arguments -C \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]' \
    '1: :->command' \
    '*:: :->rest'
  case $state in
  command) _describe -t commands 'chatty server command' commands ;;
  rest)
    case $line[1] in
    start) _chatty_server_start ;;
    status) _chatty_server_status ;;
    stop) _chatty_server_stop ;;
    tools) _chatty_server_tools ;;
    esac
    ;;
  esac
}

_chatty_gui() {
  _arguments \
    '--port=[Port, 0 for any free one]:N: ' \
    '--host=[Address of this computer to listen on]:value:(127.0.0.1 localhost \:\:1)' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_accounts_logout() {
  _arguments \
    '--json[Print JSON]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]' \
    ':ACCOUNT: '
}

_chatty_accounts_verify() {
  _arguments \
    '--give=[Read this and hand it on (else what the browser does is waited for)]:value:(key code)' \
    '--json[Print JSON]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]' \
    ':LOGIN: '
}

_chatty_accounts_login() {
  _arguments \
    '--account=[Its name (else the provider'\''s)]:NAME: ' \
    '--no-browser[Only show the address, open nothing]' \
    '--no-wait[Only begin, with a shared daemon; "verify" goes on]' \
    '--json[Print JSON]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]' \
    ':PROVIDER: '
}

_chatty_accounts_list() {
  _arguments \
    '--json[Print JSON]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_accounts() {
  local context state state_descr line curcontext="$curcontext"
  typeset -A opt_args
  local -a commands=(
    'list:List the accounts, without their secrets'
    'login:Log in; a key is read from the terminal or standard input'
    'verify:Go on with a login that was begun with --no-wait'
    'logout:Forget an account, and tell its provider'
  )
  _arguments -C \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]' \
    '1: :->command' \
    '*:: :->rest'
  case $state in
  command) _describe -t commands 'chatty accounts command' commands ;;
  rest)
    case $line[1] in
    list) _chatty_accounts_list ;;
    login) _chatty_accounts_login ;;
    verify) _chatty_accounts_verify ;;
    logout) _chatty_accounts_logout ;;
    esac
    ;;
  esac
}

_chatty_config_init() {
  _arguments \
    '--json[Print JSON\: the files that were written]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_config_check() {
  _arguments \
    '--json[Print JSON]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]' \
    '::FILE:_files'
}

_chatty_config_show() {
  _arguments \
    '--json[Print JSON, as without it]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_config_path() {
  _arguments \
    '--json[Print JSON]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty_config() {
  local context state state_descr line curcontext="$curcontext"
  typeset -A opt_args
  local -a commands=(
    'path:Print where the configuration is, or would be'
    'show:Print all commands and prompts as JSON, without secrets'
    'check:Tell whether the configuration holds, and what is wrong with it'
    'init:Write a first configuration with examples, unless there is one'
  )
  _arguments -C \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]' \
    '1: :->command' \
    '*:: :->rest'
  case $state in
  command) _describe -t commands 'chatty config command' commands ;;
  rest)
    case $line[1] in
    path) _chatty_config_path ;;
    show) _chatty_config_show ;;
    check) _chatty_config_check ;;
    init) _chatty_config_init ;;
    esac
    ;;
  esac
}

_chatty_history() {
  _arguments \
    '--limit=[How many are listed (default\: 20)]:N: ' \
    '--before=[List only runs older than this one]:ID: ' \
    '--state=[List only runs in this state]:value:(running exited failed cancelled timed_out interrupted)' \
    '--follow[Go on with the output of a run until it has ended]' \
    '--output[Print the output of a run and nothing else, as it was written]' \
    '--json[Print JSON]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]' \
    '::ID: '
}

_chatty_run() {
  local line word
  local -a found
  # The word is as it was typed.
  local program=${(Q)typed[1]}
  case $program in
  '~/'*) program=$HOME/${program[3,-1]} ;;
  '$HOME/'*) program=$HOME/${program[7,-1]} ;;
  esac
  if ! whence -p -- "$program" >/dev/null; then program=chatty; fi
  for line in "${(@f)$("$program" completions values "--current=${(Q)PREFIX}" -- "${(@Q)typed[2,-1]}" 2>/dev/null)}"; do
    word=${line%%$'\t'*}
    if [[ -n $word ]]; then found+=("${word//:/\\:}:${line#*$'\t'}"); fi
  done
  _describe -t values 'chatty run value' found
}

_chatty_list() {
  _arguments \
    '--json[Print JSON, with the schema of every input]' \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]'
}

_chatty() {
  local -a typed=("${(@)words[1,CURRENT-1]}")
  local context state state_descr line curcontext="$curcontext"
  typeset -A opt_args
  local -a commands=(
    'list:List the commands there are'
    'run:Run a command; NAME --help tells what it takes'
    'history:List what was run, or print one run with its output'
    'config:Find, show, check or begin the configuration'
    'accounts:Log in to and out of what requests are sent to'
    'gui:Serve a web page with the commands, to one browser of this computer'
    'server:Serve the commands to MCP clients'
    'daemon:Look at the daemon that runs commands, or stop it'
    'doctor:Look at all that chatty needs, and say what to do'
    'completions:Print completions for bash, zsh, fish or PowerShell'
    'man:Print the man page, as roff'
  )
  _arguments -C \
    '--config=[Configuration file (else CHATTY_CONFIG)]:FILE:_files' \
    '--env-file=[File with settings that the environment does not have]:FILE:_files' \
    '--quiet[Print results and errors alone]' \
    '(- : *)'{-h,--help}'[Show this help]' \
    '(- : *)'{-v,--version}'[Show the version]' \
    '1: :->command' \
    '*:: :->rest'
  case $state in
  command) _describe -t commands 'chatty command' commands ;;
  rest)
    case $line[1] in
    list) _chatty_list ;;
    run) _chatty_run ;;
    history) _chatty_history ;;
    config) _chatty_config ;;
    accounts) _chatty_accounts ;;
    gui) _chatty_gui ;;
    server) _chatty_server ;;
    daemon) _chatty_daemon ;;
    doctor) _chatty_doctor ;;
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
