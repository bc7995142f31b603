# Completions of chatty for fish.

function __chatty_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l path chatty
    set -l is_value no
    for word in $words
        if test $is_value = yes
            set is_value no
            continue
        end
        switch "$path $word"
            case 'chatty list' 'chatty run' 'chatty history' 'chatty config' 'chatty config path' 'chatty config show' 'chatty config check' 'chatty config init' 'chatty accounts' 'chatty accounts list' 'chatty accounts login' 'chatty accounts verify' 'chatty accounts logout' 'chatty gui' 'chatty server' 'chatty server start' 'chatty server status' 'chatty server stop' 'chatty server tools' 'chatty daemon' 'chatty daemon status' 'chatty daemon stop' 'chatty daemon logs' 'chatty doctor' 'chatty completions' 'chatty completions bash' 'chatty completions zsh' 'chatty completions fish' 'chatty completions powershell' 'chatty man'
                set path "$path $word"
            case 'chatty --config' 'chatty --env-file' 'chatty list --config' 'chatty list --env-file' 'chatty run --config' 'chatty run --env-file' 'chatty history --limit' 'chatty history --before' 'chatty history --state' 'chatty history --config' 'chatty history --env-file' 'chatty config --config' 'chatty config --env-file' 'chatty config path --config' 'chatty config path --env-file' 'chatty config show --config' 'chatty config show --env-file' 'chatty config check --config' 'chatty config check --env-file' 'chatty config init --config' 'chatty config init --env-file' 'chatty accounts --config' 'chatty accounts --env-file' 'chatty accounts list --config' 'chatty accounts list --env-file' 'chatty accounts login --account' 'chatty accounts login --config' 'chatty accounts login --env-file' 'chatty accounts verify --give' 'chatty accounts verify --config' 'chatty accounts verify --env-file' 'chatty accounts logout --config' 'chatty accounts logout --env-file' 'chatty gui --port' 'chatty gui --host' 'chatty gui --config' 'chatty gui --env-file' 'chatty server --config' 'chatty server --env-file' 'chatty server start --transport' 'chatty server start --host' 'chatty server start --port' 'chatty server start --allowed-hosts' 'chatty server start --log-level' 'chatty server start --config' 'chatty server start --env-file' 'chatty server status --config' 'chatty server status --env-file' 'chatty server stop --config' 'chatty server stop --env-file' 'chatty server tools --config' 'chatty server tools --env-file' 'chatty daemon --config' 'chatty daemon --env-file' 'chatty daemon status --config' 'chatty daemon status --env-file' 'chatty daemon stop --config' 'chatty daemon stop --env-file' 'chatty daemon logs --lines' 'chatty daemon logs --config' 'chatty daemon logs --env-file' 'chatty doctor --config' 'chatty doctor --env-file' 'chatty completions --config' 'chatty completions --env-file' 'chatty completions bash --config' 'chatty completions bash --env-file' 'chatty completions zsh --config' 'chatty completions zsh --env-file' 'chatty completions fish --config' 'chatty completions fish --env-file' 'chatty completions powershell --config' 'chatty completions powershell --env-file' 'chatty man --config' 'chatty man --env-file'
                set is_value yes
        end
    end
    test "$path" = "$argv"
end

function __chatty_values
    set -l words (commandline -opc)
    # The word is as it was typed.
    set -l program (string replace -r '^(~|\$HOME)/' "$HOME/" -- $words[1])
    command -q $program; or set program chatty
    set -e words[1]
    set -l current (commandline -ct)
    command $program completions values "--current=$current" -- $words 2>/dev/null
end

complete -c chatty -f
complete -c chatty -n '__chatty_at chatty' -a list -d 'List the commands there are'
complete -c chatty -n '__chatty_at chatty' -a run -d 'Run a command; NAME --help tells what it takes'
complete -c chatty -n '__chatty_at chatty' -a history -d 'List what was run, or print one run with its output'
complete -c chatty -n '__chatty_at chatty' -a config -d 'Find, show, check or begin the configuration'
complete -c chatty -n '__chatty_at chatty' -a accounts -d 'Log in to and out of what requests are sent to'
complete -c chatty -n '__chatty_at chatty' -a gui -d 'Serve a web page with the commands, to one browser of this computer'
complete -c chatty -n '__chatty_at chatty' -a server -d 'Serve the commands to MCP clients'
complete -c chatty -n '__chatty_at chatty' -a daemon -d 'Look at the daemon that runs commands, or stop it'
complete -c chatty -n '__chatty_at chatty' -a doctor -d 'Look at all that chatty needs, and say what to do'
complete -c chatty -n '__chatty_at chatty' -a completions -d 'Print completions for bash, zsh, fish or PowerShell'
complete -c chatty -n '__chatty_at chatty' -a man -d 'Print the man page, as roff'
complete -c chatty -n '__chatty_at chatty' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty' -s h -l help -d 'Show this help'
complete -c chatty -n '__chatty_at chatty' -s v -l version -d 'Show the version'

complete -c chatty -n '__chatty_at chatty list' -l json -d 'Print JSON, with the schema of every input'
complete -c chatty -n '__chatty_at chatty list' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty list' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty list' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty list' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty run' -a '(__chatty_values)'
complete -c chatty -n '__chatty_at chatty run' -l json -d 'Print the result as JSON, with the output in it'
complete -c chatty -n '__chatty_at chatty run' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty run' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty run' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty run' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty history' -l limit -x -d 'How many are listed (default: 20)'
complete -c chatty -n '__chatty_at chatty history' -l before -x -d 'List only runs older than this one'
complete -c chatty -n '__chatty_at chatty history' -l state -x -a 'running exited failed cancelled timed_out interrupted' -d 'List only runs in this state'
complete -c chatty -n '__chatty_at chatty history' -l follow -d 'Go on with the output of a run until it has ended'
complete -c chatty -n '__chatty_at chatty history' -l output -d 'Print the output of a run and nothing else, as it was written'
complete -c chatty -n '__chatty_at chatty history' -l json -d 'Print JSON'
complete -c chatty -n '__chatty_at chatty history' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty history' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty history' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty history' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty config' -a path -d 'Print where the configuration is, or would be'
complete -c chatty -n '__chatty_at chatty config' -a show -d 'Print all commands and prompts as JSON, without secrets'
complete -c chatty -n '__chatty_at chatty config' -a check -d 'Tell whether the configuration holds, and what is wrong with it'
complete -c chatty -n '__chatty_at chatty config' -a init -d 'Write a first configuration with examples, unless there is one'
complete -c chatty -n '__chatty_at chatty config' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty config' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty config' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty config' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty config path' -l json -d 'Print JSON'
complete -c chatty -n '__chatty_at chatty config path' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty config path' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty config path' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty config path' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty config show' -l json -d 'Print JSON, as without it'
complete -c chatty -n '__chatty_at chatty config show' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty config show' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty config show' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty config show' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty config check' -F
complete -c chatty -n '__chatty_at chatty config check' -l json -d 'Print JSON'
complete -c chatty -n '__chatty_at chatty config check' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty config check' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty config check' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty config check' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty config init' -l json -d 'Print JSON: the files that were written'
complete -c chatty -n '__chatty_at chatty config init' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty config init' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty config init' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty config init' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty accounts' -a list -d 'List the accounts, without their secrets'
complete -c chatty -n '__chatty_at chatty accounts' -a login -d 'Log in; a key is read from the terminal or standard input'
complete -c chatty -n '__chatty_at chatty accounts' -a verify -d 'Go on with a login that was begun with --no-wait'
complete -c chatty -n '__chatty_at chatty accounts' -a logout -d 'Forget an account, and tell its provider'
complete -c chatty -n '__chatty_at chatty accounts' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty accounts' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty accounts' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty accounts' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty accounts list' -l json -d 'Print JSON'
complete -c chatty -n '__chatty_at chatty accounts list' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty accounts list' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty accounts list' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty accounts list' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty accounts login' -l account -x -d 'Its name (else the provider\'s)'
complete -c chatty -n '__chatty_at chatty accounts login' -l no-browser -d 'Only show the address, open nothing'
complete -c chatty -n '__chatty_at chatty accounts login' -l no-wait -d 'Only begin, with a shared daemon; "verify" goes on'
complete -c chatty -n '__chatty_at chatty accounts login' -l json -d 'Print JSON'
complete -c chatty -n '__chatty_at chatty accounts login' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty accounts login' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty accounts login' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty accounts login' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty accounts verify' -l give -x -a 'key code' -d 'Read this and hand it on (else what the browser does is waited for)'
complete -c chatty -n '__chatty_at chatty accounts verify' -l json -d 'Print JSON'
complete -c chatty -n '__chatty_at chatty accounts verify' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty accounts verify' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty accounts verify' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty accounts verify' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty accounts logout' -l json -d 'Print JSON'
complete -c chatty -n '__chatty_at chatty accounts logout' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty accounts logout' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty accounts logout' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty accounts logout' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty gui' -l port -x -d 'Port, 0 for any free one'
complete -c chatty -n '__chatty_at chatty gui' -l host -x -a '127.0.0.1 localhost ::1' -d 'Address of this computer to listen on'
complete -c chatty -n '__chatty_at chatty gui' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty gui' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty gui' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty gui' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty server' -a start -d 'Start an MCP server; it ends with its input, or at Ctrl+C'
complete -c chatty -n '__chatty_at chatty server' -a status -d 'Tell which servers run that are reached over HTTP'
complete -c chatty -n '__chatty_at chatty server' -a stop -d 'Stop the servers that are reached over HTTP, or one of them'
complete -c chatty -n '__chatty_at chatty server' -a tools -d 'List the tools that MCP clients get'
complete -c chatty -n '__chatty_at chatty server' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty server' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty server' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty server' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty server start' -l transport -x -a 'stdio http sse' -d 'How clients are connected (else CHATTY_TRANSPORT, else stdio)'
complete -c chatty -n '__chatty_at chatty server start' -l host -x -d 'Where to listen (else CHATTY_HOST, else 127.0.0.1)'
complete -c chatty -n '__chatty_at chatty server start' -l port -x -d 'Port, 0 for any free one (else CHATTY_PORT, else 7421)'
complete -c chatty -n '__chatty_at chatty server start' -l allowed-hosts -x -d 'More names, e.g. of a proxy: A,B (else CHATTY_ALLOWED_HOSTS)'
complete -c chatty -n '__chatty_at chatty server start' -l log-level -x -a 'error warn info debug' -d 'How much is told (else CHATTY_LOG_LEVEL, else info)'
complete -c chatty -n '__chatty_at chatty server start' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty server start' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty server start' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty server start' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty server status' -l json -d 'Print JSON'
complete -c chatty -n '__chatty_at chatty server status' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty server status' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty server status' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty server status' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty server stop' -l json -d 'Print JSON: those that were stopped'
complete -c chatty -n '__chatty_at chatty server stop' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty server stop' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty server stop' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty server stop' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty server tools' -l json -d 'Print JSON, as tools/list answers'
complete -c chatty -n '__chatty_at chatty server tools' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty server tools' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty server tools' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty server tools' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty daemon' -a status -d 'Tell whether the shared daemon runs, and whether it can'
complete -c chatty -n '__chatty_at chatty daemon' -a stop -d 'Stop the shared daemon and what it runs'
complete -c chatty -n '__chatty_at chatty daemon' -a logs -d 'Print the log of the shared daemon'
complete -c chatty -n '__chatty_at chatty daemon' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty daemon' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty daemon' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty daemon' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty daemon status' -l json -d 'Print JSON'
complete -c chatty -n '__chatty_at chatty daemon status' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty daemon status' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty daemon status' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty daemon status' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty daemon stop' -l json -d 'Print JSON'
complete -c chatty -n '__chatty_at chatty daemon stop' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty daemon stop' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty daemon stop' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty daemon stop' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty daemon logs' -l follow -d 'Go on with what comes, until Ctrl+C'
complete -c chatty -n '__chatty_at chatty daemon logs' -l lines -x -d 'How many of the last lines come first'
complete -c chatty -n '__chatty_at chatty daemon logs' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty daemon logs' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty daemon logs' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty daemon logs' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty doctor' -l json -d 'Print JSON'
complete -c chatty -n '__chatty_at chatty doctor' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty doctor' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty doctor' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty doctor' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty completions' -a bash -d 'Print completions for bash'
complete -c chatty -n '__chatty_at chatty completions' -a zsh -d 'Print completions for zsh'
complete -c chatty -n '__chatty_at chatty completions' -a fish -d 'Print completions for fish'
complete -c chatty -n '__chatty_at chatty completions' -a powershell -d 'Print completions for PowerShell'
complete -c chatty -n '__chatty_at chatty completions' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty completions' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty completions' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty completions' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty completions bash' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty completions bash' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty completions bash' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty completions bash' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty completions zsh' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty completions zsh' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty completions zsh' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty completions zsh' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty completions fish' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty completions fish' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty completions fish' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty completions fish' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty completions powershell' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty completions powershell' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty completions powershell' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty completions powershell' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty man' -l config -r -F -d 'Configuration file (else CHATTY_CONFIG)'
complete -c chatty -n '__chatty_at chatty man' -l env-file -r -F -d 'File with settings that the environment does not have'
complete -c chatty -n '__chatty_at chatty man' -l quiet -d 'Print results and errors alone'
complete -c chatty -n '__chatty_at chatty man' -s h -l help -d 'Show this help'
