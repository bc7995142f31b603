# Completions of chatty for PowerShell.

Register-ArgumentCompleter -Native -CommandName 'chatty', 'chatty.exe' -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = @{
    'chatty' = @(
      @{ Text = 'list'; Kind = 'Command'; Tip = 'List the commands there are' }
      @{ Text = 'run'; Kind = 'Command'; Tip = 'Run a command; NAME --help tells what it takes' }
      @{ Text = 'history'; Kind = 'Command'; Tip = 'List what was run, or print one run with its output' }
      @{ Text = 'config'; Kind = 'Command'; Tip = 'Find, show, check or begin the configuration' }
      @{ Text = 'accounts'; Kind = 'Command'; Tip = 'Log in to and out of what requests are sent to' }
      @{ Text = 'gui'; Kind = 'Command'; Tip = 'Serve a web page with the commands, to one browser of this computer' }
      @{ Text = 'server'; Kind = 'Command'; Tip = 'Serve the commands to MCP clients' }
      @{ Text = 'daemon'; Kind = 'Command'; Tip = 'Look at the daemon that runs commands, or stop it' }
      @{ Text = 'doctor'; Kind = 'Command'; Tip = 'Look at all that chatty needs, and say what to do' }
      @{ Text = 'completions'; Kind = 'Command'; Tip = 'Print completions for bash, zsh, fish or PowerShell' }
      @{ Text = 'man'; Kind = 'Command'; Tip = 'Print the man page, as roff' }
    )
    'chatty list' = @()
    'chatty run' = @()
    'chatty history' = @()
    'chatty config' = @(
      @{ Text = 'path'; Kind = 'Command'; Tip = 'Print where the configuration is, or would be' }
      @{ Text = 'show'; Kind = 'Command'; Tip = 'Print all commands and prompts as JSON, without secrets' }
      @{ Text = 'check'; Kind = 'Command'; Tip = 'Tell whether the configuration holds, and what is wrong with it' }
      @{ Text = 'init'; Kind = 'Command'; Tip = 'Write a first configuration with examples, unless there is one' }
    )
    'chatty config path' = @()
    'chatty config show' = @()
    'chatty config check' = @()
    'chatty config init' = @()
    'chatty accounts' = @(
      @{ Text = 'list'; Kind = 'Command'; Tip = 'List the accounts, without their secrets' }
      @{ Text = 'login'; Kind = 'Command'; Tip = 'Log in; a key is read from the terminal or standard input' }
      @{ Text = 'verify'; Kind = 'Command'; Tip = 'Go on with a login that was begun with --no-wait' }
      @{ Text = 'logout'; Kind = 'Command'; Tip = 'Forget an account, and tell its provider' }
    )
    'chatty accounts list' = @()
    'chatty accounts login' = @()
    'chatty accounts verify' = @()
    'chatty accounts logout' = @()
    'chatty gui' = @()
    'chatty server' = @(
      @{ Text = 'start'; Kind = 'Command'; Tip = 'Start an MCP server; it ends with its input, or at Ctrl+C' }
      @{ Text = 'status'; Kind = 'Command'; Tip = 'Tell which servers run that are reached over HTTP' }
      @{ Text = 'stop'; Kind = 'Command'; Tip = 'Stop the servers that are reached over HTTP, or one of them' }
      @{ Text = 'tools'; Kind = 'Command'; Tip = 'List the tools that MCP clients get' }
    )
    'chatty server start' = @()
    'chatty server status' = @()
    'chatty server stop' = @()
    'chatty server tools' = @()
    'chatty daemon' = @(
      @{ Text = 'status'; Kind = 'Command'; Tip = 'Tell whether the shared daemon runs, and whether it can' }
      @{ Text = 'stop'; Kind = 'Command'; Tip = 'Stop the shared daemon and what it runs' }
      @{ Text = 'logs'; Kind = 'Command'; Tip = 'Print the log of the shared daemon' }
    )
    'chatty daemon status' = @()
    'chatty daemon stop' = @()
    'chatty daemon logs' = @()
    'chatty doctor' = @()
    'chatty completions' = @(
      @{ Text = 'bash'; Kind = 'Command'; Tip = 'Print completions for bash' }
      @{ Text = 'zsh'; Kind = 'Command'; Tip = 'Print completions for zsh' }
      @{ Text = 'fish'; Kind = 'Command'; Tip = 'Print completions for fish' }
      @{ Text = 'powershell'; Kind = 'Command'; Tip = 'Print completions for PowerShell' }
    )
    'chatty completions bash' = @()
    'chatty completions zsh' = @()
    'chatty completions fish' = @()
    'chatty completions powershell' = @()
    'chatty man' = @()
  }
  $options = @{
    'chatty' = @(
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '-v'; Kind = 'ParameterName'; Tip = 'Show the version' }
      @{ Text = '--version'; Kind = 'ParameterName'; Tip = 'Show the version' }
    )
    'chatty list' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON, with the schema of every input' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty run' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print the result as JSON, with the output in it' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty history' = @(
      @{ Text = '--limit'; Kind = 'ParameterName'; Tip = 'How many are listed (default: 20)' }
      @{ Text = '--before'; Kind = 'ParameterName'; Tip = 'List only runs older than this one' }
      @{ Text = '--state'; Kind = 'ParameterName'; Tip = 'List only runs in this state' }
      @{ Text = '--follow'; Kind = 'ParameterName'; Tip = 'Go on with the output of a run until it has ended' }
      @{ Text = '--output'; Kind = 'ParameterName'; Tip = 'Print the output of a run and nothing else, as it was written' }
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty config' = @(
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty config path' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty config show' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON, as without it' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty config check' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty config init' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON: the files that were written' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty accounts' = @(
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty accounts list' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty accounts login' = @(
      @{ Text = '--account'; Kind = 'ParameterName'; Tip = 'Its name (else the provider''s)' }
      @{ Text = '--no-browser'; Kind = 'ParameterName'; Tip = 'Only show the address, open nothing' }
      @{ Text = '--no-wait'; Kind = 'ParameterName'; Tip = 'Only begin, with a shared daemon; "verify" goes on' }
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty accounts verify' = @(
      @{ Text = '--give'; Kind = 'ParameterName'; Tip = 'Read this and hand it on (else what the browser does is waited for)' }
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty accounts logout' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty gui' = @(
      @{ Text = '--port'; Kind = 'ParameterName'; Tip = 'Port, 0 for any free one' }
      @{ Text = '--host'; Kind = 'ParameterName'; Tip = 'Address of this computer to listen on' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty server' = @(
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty server start' = @(
      @{ Text = '--transport'; Kind = 'ParameterName'; Tip = 'How clients are connected (else CHATTY_TRANSPORT, else stdio)' }
      @{ Text = '--host'; Kind = 'ParameterName'; Tip = 'Where to listen (else CHATTY_HOST, else 127.0.0.1)' }
      @{ Text = '--port'; Kind = 'ParameterName'; Tip = 'Port, 0 for any free one (else CHATTY_PORT, else 7421)' }
      @{ Text = '--allowed-hosts'; Kind = 'ParameterName'; Tip = 'More names, e.g. of a proxy: A,B (else CHATTY_ALLOWED_HOSTS)' }
      @{ Text = '--log-level'; Kind = 'ParameterName'; Tip = 'How much is told (else CHATTY_LOG_LEVEL, else info)' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty server status' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty server stop' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON: those that were stopped' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty server tools' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON, as tools/list answers' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty daemon' = @(
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty daemon status' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty daemon stop' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty daemon logs' = @(
      @{ Text = '--follow'; Kind = 'ParameterName'; Tip = 'Go on with what comes, until Ctrl+C' }
      @{ Text = '--lines'; Kind = 'ParameterName'; Tip = 'How many of the last lines come first' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty doctor' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON' }
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty completions' = @(
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty completions bash' = @(
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty completions zsh' = @(
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty completions fish' = @(
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty completions powershell' = @(
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty man' = @(
      @{ Text = '--config'; Kind = 'ParameterName'; Tip = 'Configuration file (else CHATTY_CONFIG)' }
      @{ Text = '--env-file'; Kind = 'ParameterName'; Tip = 'File with settings that the environment does not have' }
      @{ Text = '--quiet'; Kind = 'ParameterName'; Tip = 'Print results and errors alone' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
  }
  $values = @{
    'chatty --config' = @()
    'chatty --env-file' = @()
    'chatty list --config' = @()
    'chatty list --env-file' = @()
    'chatty run --config' = @()
    'chatty run --env-file' = @()
    'chatty history --limit' = @()
    'chatty history --before' = @()
    'chatty history --state' = @(
      @{ Text = 'running'; Kind = 'ParameterValue'; Tip = 'running' }
      @{ Text = 'exited'; Kind = 'ParameterValue'; Tip = 'exited' }
      @{ Text = 'failed'; Kind = 'ParameterValue'; Tip = 'failed' }
      @{ Text = 'cancelled'; Kind = 'ParameterValue'; Tip = 'cancelled' }
      @{ Text = 'timed_out'; Kind = 'ParameterValue'; Tip = 'timed_out' }
      @{ Text = 'interrupted'; Kind = 'ParameterValue'; Tip = 'interrupted' }
    )
    'chatty history --config' = @()
    'chatty history --env-file' = @()
    'chatty config --config' = @()
    'chatty config --env-file' = @()
    'chatty config path --config' = @()
    'chatty config path --env-file' = @()
    'chatty config show --config' = @()
    'chatty config show --env-file' = @()
    'chatty config check --config' = @()
    'chatty config check --env-file' = @()
    'chatty config init --config' = @()
    'chatty config init --env-file' = @()
    'chatty accounts --config' = @()
    'chatty accounts --env-file' = @()
    'chatty accounts list --config' = @()
    'chatty accounts list --env-file' = @()
    'chatty accounts login --account' = @()
    'chatty accounts login --config' = @()
    'chatty accounts login --env-file' = @()
    'chatty accounts verify --give' = @(
      @{ Text = 'key'; Kind = 'ParameterValue'; Tip = 'key' }
      @{ Text = 'code'; Kind = 'ParameterValue'; Tip = 'code' }
    )
    'chatty accounts verify --config' = @()
    'chatty accounts verify --env-file' = @()
    'chatty accounts logout --config' = @()
    'chatty accounts logout --env-file' = @()
    'chatty gui --port' = @()
    'chatty gui --host' = @(
      @{ Text = '127.0.0.1'; Kind = 'ParameterValue'; Tip = '127.0.0.1' }
      @{ Text = 'localhost'; Kind = 'ParameterValue'; Tip = 'localhost' }
      @{ Text = '::1'; Kind = 'ParameterValue'; Tip = '::1' }
    )
    'chatty gui --config' = @()
    'chatty gui --env-file' = @()
    'chatty server --config' = @()
    'chatty server --env-file' = @()
    'chatty server start --transport' = @(
      @{ Text = 'stdio'; Kind = 'ParameterValue'; Tip = 'stdio' }
      @{ Text = 'http'; Kind = 'ParameterValue'; Tip = 'http' }
      @{ Text = 'sse'; Kind = 'ParameterValue'; Tip = 'sse' }
    )
    'chatty server start --host' = @()
    'chatty server start --port' = @()
    'chatty server start --allowed-hosts' = @()
    'chatty server start --log-level' = @(
      @{ Text = 'error'; Kind = 'ParameterValue'; Tip = 'error' }
      @{ Text = 'warn'; Kind = 'ParameterValue'; Tip = 'warn' }
      @{ Text = 'info'; Kind = 'ParameterValue'; Tip = 'info' }
      @{ Text = 'debug'; Kind = 'ParameterValue'; Tip = 'debug' }
    )
    'chatty server start --config' = @()
    'chatty server start --env-file' = @()
    'chatty server status --config' = @()
    'chatty server status --env-file' = @()
    'chatty server stop --config' = @()
    'chatty server stop --env-file' = @()
    'chatty server tools --config' = @()
    'chatty server tools --env-file' = @()
    'chatty daemon --config' = @()
    'chatty daemon --env-file' = @()
    'chatty daemon status --config' = @()
    'chatty daemon status --env-file' = @()
    'chatty daemon stop --config' = @()
    'chatty daemon stop --env-file' = @()
    'chatty daemon logs --lines' = @()
    'chatty daemon logs --config' = @()
    'chatty daemon logs --env-file' = @()
    'chatty doctor --config' = @()
    'chatty doctor --env-file' = @()
    'chatty completions --config' = @()
    'chatty completions --env-file' = @()
    'chatty completions bash --config' = @()
    'chatty completions bash --env-file' = @()
    'chatty completions zsh --config' = @()
    'chatty completions zsh --env-file' = @()
    'chatty completions fish --config' = @()
    'chatty completions fish --env-file' = @()
    'chatty completions powershell --config' = @()
    'chatty completions powershell --env-file' = @()
    'chatty man --config' = @()
    'chatty man --env-file' = @()
  }
  $paths = @('chatty list', 'chatty run', 'chatty history', 'chatty config', 'chatty config path', 'chatty config show', 'chatty config check', 'chatty config init', 'chatty accounts', 'chatty accounts list', 'chatty accounts login', 'chatty accounts verify', 'chatty accounts logout', 'chatty gui', 'chatty server', 'chatty server start', 'chatty server status', 'chatty server stop', 'chatty server tools', 'chatty daemon', 'chatty daemon status', 'chatty daemon stop', 'chatty daemon logs', 'chatty doctor', 'chatty completions', 'chatty completions bash', 'chatty completions zsh', 'chatty completions fish', 'chatty completions powershell', 'chatty man')
  $path = 'chatty'
  $option = ''
  $current = "$wordToComplete"
  $kept = ''
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition })
  foreach ($word in $words) {
    if ($option) { $option = ''; continue }
    if ($paths -ccontains "$path $word") { $path = "$path $word" }
    elseif ($values.ContainsKey("$path $word")) { $option = "$word" }
  }
  $open = @('chatty run')
  if (-not $option -and $open -ccontains $path) {
    $typed = @($words | ForEach-Object { "$_" })
    $program = "$($commandAst.CommandElements[0])"
    foreach ($line in @(& $program completions values "--current=$current" -- @typed 2>$null)) {
      $text, $tip = "$line".Split([char[]]"`t", 2)
      if (-not $text.StartsWith($current, [StringComparison]::Ordinal)) { continue }
      if (-not $tip) { $tip = $text }
      $word = $text
      # Whatever it is, the line is to have one word of it. Quotes that are not of ASCII are quotes too.
      if ($text -notmatch '^[A-Za-z0-9_./:=+-]+$') {
        $word = "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($text) + "'"
      }
      [System.Management.Automation.CompletionResult]::new($word, $text, 'ParameterValue', $tip)
    }
    return
  }
  if (-not $option -and $current -like '--*=*') {
    $option, $current = $current.Split([char[]]'=', 2)
    $kept = "$option="
  }
  $candidates = @()
  if ($option) { $candidates = @($values["$path $option"]) }
  elseif ($current.StartsWith('-') -or $commands[$path].Count -eq 0) { $candidates = @($options[$path]) }
  else { $candidates = @($commands[$path]) }
  foreach ($candidate in $candidates) {
    if ($null -eq $candidate -or -not $candidate.Text.StartsWith($current, [StringComparison]::Ordinal)) { continue }
    $text = $kept + $candidate.Text
    [System.Management.Automation.CompletionResult]::new($text, $candidate.Text, $candidate.Kind, $candidate.Tip)
  }
}
