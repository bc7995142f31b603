# Completions lie beside the executables, as these print them. No profile is changed for them: where scripts are not
# allowed, each new window would complain.
function Get-CompletionsFolder { return Join-Path $Run.Folder 'completions' }

function Get-PlannedTexts {
  if (-not $Run.Completions) { return @() }
  $names = @($Run.Facts.Executables | ForEach-Object { $_.Name })
  $ours = @(Get-Recorded 'text' $Run.Receipt)
  return @($ReleaseTexts | Where-Object { $names -contains $_.Executable } | ForEach-Object {
    @{ Text = $_; File = Join-Path (Get-CompletionsFolder) "$($_.Name).ps1" }
  } | Where-Object { $ours -contains $_.File -or -not (Test-Path -LiteralPath $_.File) })
}

# What cannot be made here is no reason to be without the executable.
function Write-Texts {
  $planned = @(Get-PlannedTexts)
  foreach ($one in $planned) {
    try {
      $ran = Invoke-Program (Join-Path $Run.Folder $one.Text.Executable) $one.Text.Arguments
      if ($ran.ExitCode -ne 0 -or -not $ran.Output) { throw "it ended with exit code $($ran.ExitCode)" }
      $null = New-Item -ItemType Directory -Force -Path (Get-CompletionsFolder)
      $whole = Join-Path $Run.Staging 'text'
      $null = New-Item -ItemType Directory -Force -Path $Run.Staging
      # With a mark, without which Windows PowerShell 5.1 takes it for the system's code page.
      [IO.File]::WriteAllText($whole, $ran.Output, (New-Object Text.UTF8Encoding($true)))
      Move-Item -Force -LiteralPath $whole -Destination $one.File
      Say "For completions, have this in `$PROFILE: . '$($one.File.Replace("'", "''"))'"
    } catch {
      [Console]::Error.WriteLine("warning: `"$($one.File)`" could not be written: $($_.Exception.Message)")
    }
  }
  if (-not $Run.Completions) { return }
  $kept = @($planned | ForEach-Object { $_.File })
  foreach ($file in Get-Recorded 'text' $Run.Receipt) { if ($kept -notcontains $file) { Remove-Quietly $file } }
}
