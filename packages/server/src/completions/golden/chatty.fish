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
            case 'chatty list' 'chatty gui' 'chatty server' 'chatty server start' 'chatty daemon' 'chatty daemon status' 'chatty daemon stop' 'chatty daemon logs' 'chatty completions' 'chatty completions bash' 'chatty completions zsh' 'chatty completions fish' 'chatty completions powershell' 'chatty man'
                set path "$path $word"
            case 'chatty gui --port' 'chatty gui --host' 'chatty server start --transport' 'chatty daemon logs --lines'
                set is_value yes
        end
    end
    test "$path" = "$argv"
end

complete -c chatty -f
complete -c chatty -n '__chatty_at chatty' -a list -d 'List the commands that MCP clients can run'
complete -c chatty -n '__chatty_at chatty' -a gui -d 'Serve a web page with the commands, to this computer only'
complete -c chatty -n '__chatty_at chatty' -a server -d 'Serve the commands to MCP clients'
complete -c chatty -n '__chatty_at chatty' -a daemon -d 'Look at the daemon that runs commands, or stop it'
complete -c chatty -n '__chatty_at chatty' -a completions -d 'Print completions for bash, zsh, fish or PowerShell'
complete -c chatty -n '__chatty_at chatty' -a man -d 'Print the man page, as roff'
complete -c chatty -n '__chatty_at chatty' -s h -l help -d 'Show this help'
complete -c chatty -n '__chatty_at chatty' -s v -l version -d 'Show the version'

complete -c chatty -n '__chatty_at chatty list' -l json -d 'Print JSON, with the schema of every input'
complete -c chatty -n '__chatty_at chatty list' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty gui' -l port -x -d 'Port, 0 for any free one'
complete -c chatty -n '__chatty_at chatty gui' -l host -x -a '127.0.0.1 localhost ::1' -d 'Address of this computer to listen on'
complete -c chatty -n '__chatty_at chatty gui' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty server' -a start -d 'Start the MCP server; it ends when its input ends'
complete -c chatty -n '__chatty_at chatty server' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty server start' -l transport -x -a 'stdio' -d 'How clients are connected'
complete -c chatty -n '__chatty_at chatty server start' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty daemon' -a status -d 'Tell whether the shared daemon runs, and whether it can'
complete -c chatty -n '__chatty_at chatty daemon' -a stop -d 'Stop the shared daemon and what it runs'
complete -c chatty -n '__chatty_at chatty daemon' -a logs -d 'Print the log of the shared daemon'
complete -c chatty -n '__chatty_at chatty daemon' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty daemon status' -l json -d 'Print JSON'
complete -c chatty -n '__chatty_at chatty daemon status' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty daemon stop' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty daemon logs' -l follow -d 'Go on with what comes, until Ctrl+C'
complete -c chatty -n '__chatty_at chatty daemon logs' -l lines -x -d 'How many of the last lines come first'
complete -c chatty -n '__chatty_at chatty daemon logs' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty completions' -a bash -d 'Print completions for bash'
complete -c chatty -n '__chatty_at chatty completions' -a zsh -d 'Print completions for zsh'
complete -c chatty -n '__chatty_at chatty completions' -a fish -d 'Print completions for fish'
complete -c chatty -n '__chatty_at chatty completions' -a powershell -d 'Print completions for PowerShell'
complete -c chatty -n '__chatty_at chatty completions' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty completions bash' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty completions zsh' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty completions fish' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty completions powershell' -s h -l help -d 'Show this help'

complete -c chatty -n '__chatty_at chatty man' -s h -l help -d 'Show this help'
