# Everything for people goes to standard error.
function Say([string]$Text) {
  if (-not $Run.Silent) { [Console]::Error.WriteLine($Text) }
}

# Ends everything; the main function turns it into an exit code.
function Fail([int]$Code, [string]$Text, [string]$Hint) {
  $problem = New-Object System.Exception("$Text`n  -> $Hint")
  $problem.Data['ExitCode'] = $Code
  throw $problem
}
