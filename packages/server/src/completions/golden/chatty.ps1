# Completions of chatty for PowerShell.

Register-ArgumentCompleter -Native -CommandName 'chatty', 'chatty.exe' -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = @{
    'chatty' = @(
      @{ Text = 'list'; Kind = 'Command'; Tip = 'List the commands that MCP clients can run' }
      @{ Text = 'gui'; Kind = 'Command'; Tip = 'Serve a web page with the commands, to this computer only' }
      @{ Text = 'server'; Kind = 'Command'; Tip = 'Serve the commands to MCP clients' }
      @{ Text = 'daemon'; Kind = 'Command'; Tip = 'Look at the daemon that runs commands, or stop it' }
      @{ Text = 'completions'; Kind = 'Command'; Tip = 'Print completions for bash, zsh, fish or PowerShell' }
      @{ Text = 'man'; Kind = 'Command'; Tip = 'Print the man page, as roff' }
    )
    'chatty list' = @()
    'chatty gui' = @()
    'chatty server' = @(
      @{ Text = 'start'; Kind = 'Command'; Tip = 'Start the MCP server; it ends when its input ends' }
    )
    'chatty server start' = @()
    'chatty daemon' = @(
      @{ Text = 'status'; Kind = 'Command'; Tip = 'Tell whether the shared daemon runs, and whether it can' }
      @{ Text = 'stop'; Kind = 'Command'; Tip = 'Stop the shared daemon and what it runs' }
      @{ Text = 'logs'; Kind = 'Command'; Tip = 'Print the log of the shared daemon' }
    )
    'chatty daemon status' = @()
    'chatty daemon stop' = @()
    'chatty daemon logs' = @()
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
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '-v'; Kind = 'ParameterName'; Tip = 'Show the version' }
      @{ Text = '--version'; Kind = 'ParameterName'; Tip = 'Show the version' }
    )
    'chatty list' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON, with the schema of every input' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty gui' = @(
      @{ Text = '--port'; Kind = 'ParameterName'; Tip = 'Port, 0 for any free one' }
      @{ Text = '--host'; Kind = 'ParameterName'; Tip = 'Address of this computer to listen on' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty server' = @(
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty server start' = @(
      @{ Text = '--transport'; Kind = 'ParameterName'; Tip = 'How clients are connected' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty daemon' = @(
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty daemon status' = @(
      @{ Text = '--json'; Kind = 'ParameterName'; Tip = 'Print JSON' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty daemon stop' = @(
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty daemon logs' = @(
      @{ Text = '--follow'; Kind = 'ParameterName'; Tip = 'Go on with what comes, until Ctrl+C' }
      @{ Text = '--lines'; Kind = 'ParameterName'; Tip = 'How many of the last lines come first' }
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty completions' = @(
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty completions bash' = @(
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty completions zsh' = @(
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty completions fish' = @(
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty completions powershell' = @(
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
    'chatty man' = @(
      @{ Text = '-h'; Kind = 'ParameterName'; Tip = 'Show this help' }
      @{ Text = '--help'; Kind = 'ParameterName'; Tip = 'Show this help' }
    )
  }
  $values = @{
    'chatty gui --port' = @()
    'chatty gui --host' = @(
      @{ Text = '127.0.0.1'; Kind = 'ParameterValue'; Tip = '127.0.0.1' }
      @{ Text = 'localhost'; Kind = 'ParameterValue'; Tip = 'localhost' }
      @{ Text = '::1'; Kind = 'ParameterValue'; Tip = '::1' }
    )
    'chatty server start --transport' = @(
      @{ Text = 'stdio'; Kind = 'ParameterValue'; Tip = 'stdio' }
    )
    'chatty daemon logs --lines' = @()
  }
  $paths = @('chatty list', 'chatty gui', 'chatty server', 'chatty server start', 'chatty daemon', 'chatty daemon status', 'chatty daemon stop', 'chatty daemon logs', 'chatty completions', 'chatty completions bash', 'chatty completions zsh', 'chatty completions fish', 'chatty completions powershell', 'chatty man')
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
