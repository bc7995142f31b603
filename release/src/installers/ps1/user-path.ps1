# The user's PATH, as it is in the registry: with its variables unexpanded and its kind kept.
function Get-UserPath {
  $key = [Microsoft.Win32.Registry]::CurrentUser.OpenSubKey('Environment')
  if ($null -eq $key) { return '' }
  try { return [string]$key.GetValue('Path', '', 'DoNotExpandEnvironmentNames') } finally { $key.Dispose() }
}

function Set-UserPath([string]$Value) {
  $key = [Microsoft.Win32.Registry]::CurrentUser.CreateSubKey('Environment')
  try {
    $kind = [Microsoft.Win32.RegistryValueKind]::ExpandString
    if ($key.GetValueNames() -contains 'Path') { $kind = $key.GetValueKind('Path') }
    $key.SetValue('Path', $Value, $kind)
  } finally {
    $key.Dispose()
  }
  # Programs are told of a change only by this call; the variable is there for nothing else.
  [Environment]::SetEnvironmentVariable("$ReleaseProduct-install", $null, 'User')
}

function Split-UserPath { return @((Get-UserPath).Split(';') | Where-Object { $_ }) }

function Test-OnUserPath {
  $all = @(Split-UserPath) + @("$env:Path".Split(';'))
  return @($all | Where-Object { $_.TrimEnd('\') -eq $Run.Folder }).Count -gt 0
}

function Add-UserPath {
  foreach ($wanted in Get-Recorded 'path' $Run.Receipt) {
    if (@(Split-UserPath | Where-Object { $_.TrimEnd('\') -eq $wanted }).Count -eq 0) { Set-UserPath ((@($wanted) + @(Split-UserPath)) -join ';') }
    if (@("$env:Path".Split(';')) -notcontains $wanted) {
      $env:Path = "$wanted;$env:Path"
      Say "$wanted is on PATH here and in every new window"
    }
  }
  if (-not $Run.ModifyPath -and -not (Test-OnUserPath)) { Say "$($Run.Folder) is not on PATH" }
}

function Remove-UserPath {
  foreach ($unwanted in Get-Recorded 'path' $Run.Receipt) {
    $kept = @(Split-UserPath | Where-Object { $_.TrimEnd('\') -ne $unwanted })
    if ($kept.Count -ne @(Split-UserPath).Count) { Set-UserPath ($kept -join ';') }
  }
}
