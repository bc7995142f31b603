# Completions lie beside the receipt, as the executables print them. No profile is changed for them: where scripts are not
# allowed, each new window would complain.
function Get-CompletionsFolder { return Join-Path $Run.State 'completions' }

# The files that are ours: the receipt has their digest, so that nobody else has made or changed them.
function Get-OurTexts {
  return @(Get-Recorded 'text' $Run.Receipt | ForEach-Object {
    $digest, $file = $_.Split([char[]]' ', 2)
    if ((Test-Path -PathType Leaf -LiteralPath $file) -and (Get-Sha256 $file) -eq $digest) { $file }
  } | Sort-Object -Unique)
}

function Get-OurTextLines {
  return @(Get-OurTexts | ForEach-Object { "text $(Get-Sha256 $_) $_" })
}

function Get-PlannedTexts {
  if (-not $Run.Completions) { return @() }
  $names = @($Run.Facts.Executables | ForEach-Object { $_.Name })
  $ours = @(Get-OurTexts)
  return @($ReleaseTexts | Where-Object { $names -contains $_.Executable } | ForEach-Object {
    @{ Text = $_; File = Join-Path (Get-CompletionsFolder) "$($_.Name).ps1" }
  } | Where-Object { $ours -contains $_.File -or -not (Test-Path -LiteralPath $_.File) })
}

# What cannot be made here is no reason to be without the executable.
function Write-Texts {
  if (-not $Run.Completions) { return }
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
      # The receipt has the line before the file is there, so that what a kill leaves is known.
      [IO.File]::AppendAllText($Run.Receipt, "text $(Get-Sha256 $whole) $($one.File)`r`n")
      Move-Item -Force -LiteralPath $whole -Destination $one.File
      Say "For completions, have this in `$PROFILE: . '$($one.File.Replace("'", "''"))'"
    } catch {
      [Console]::Error.WriteLine("warning: `"$($one.File)`" could not be written: $($_.Exception.Message)")
    }
  }
  $kept = @($planned | ForEach-Object { $_.File })
  foreach ($file in Get-OurTexts) { if ($kept -notcontains $file) { Remove-Quietly $file } }
  # What is not there, or not as it was written, is not ours any more.
  $lines = @([IO.File]::ReadAllLines($Run.Receipt) | Where-Object { -not $_.StartsWith('text ') }) + @(Get-OurTextLines)
  [IO.File]::WriteAllLines((Join-Path $Run.State 'receipt.new'), [string[]]$lines)
  Move-Item -Force -LiteralPath (Join-Path $Run.State 'receipt.new') -Destination $Run.Receipt
}
