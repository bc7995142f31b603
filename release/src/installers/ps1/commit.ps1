# Puts what is ready in place, the first executable last. Windows lets an executable that runs be renamed but not
# replaced, so the old one is renamed away before the new one gets its name. What a kill leaves, between the two or
# between two executables, the next run completes.
function Invoke-Commit {
  [IO.File]::WriteAllText((Join-Path $Run.Staging 'ready'), '')
  Complete-Commit
}

# May be run again after a kill at any point of it: it looks at the files alone.
function Complete-Commit {
  $planned = Join-Path $Run.Staging 'receipt'
  $names = @(Get-RecordedNames $planned)
  [array]::Reverse($names)
  try {
    foreach ($name in $names) { Move-IntoPlace $name }
  } catch {
    Undo-Commit
    Fail 4 "Cannot put `"$name`" in place: $($_.Exception.Message); what was there is back" "See the permissions of $($Run.Folder)"
  }
  if (Test-Path -LiteralPath $planned) {
    foreach ($name in Get-RecordedNames $Run.Receipt) {
      if ($names -notcontains $name) { Remove-Executable (Join-Path $Run.Folder $name) }
    }
    Move-Item -Force -LiteralPath $planned -Destination $Run.Receipt
  }
  Remove-Item -Force -LiteralPath (Join-Path $Run.Staging 'ready')
}

function Move-IntoPlace([string]$Name) {
  $new = Join-Path $Run.Staging "new\$Name"
  $old = Join-Path $Run.Staging "old\$Name"
  $place = Join-Path $Run.Folder $Name
  if (-not (Test-Path -LiteralPath $new)) { return }
  if ((Test-Path -LiteralPath $place) -and -not (Test-Path -LiteralPath $old)) { Move-Patiently $place $old }
  Move-Patiently $new $place
}

# What was run a moment ago may be held by a virus scanner for another one.
function Move-Patiently([string]$From, [string]$To) {
  for ($attempt = 1; ; $attempt++) {
    try {
      [IO.File]::Move($From, $To)
      return
    } catch {
      if ($attempt -ge 10) { throw }
      Start-Sleep -Milliseconds 300
    }
  }
}

function Undo-Commit {
  foreach ($name in Get-RecordedNames (Join-Path $Run.Staging 'receipt')) {
    $old = Join-Path $Run.Staging "old\$name"
    $place = Join-Path $Run.Folder $name
    if (Test-Path -LiteralPath $old) {
      Remove-Executable $place
      [IO.File]::Move($old, $place)
    } elseif (-not (Test-Path -LiteralPath (Join-Path $Run.Staging "new\$name"))) {
      Remove-Executable $place
    }
  }
  Remove-Item -Force -LiteralPath (Join-Path $Run.Staging 'ready') -ErrorAction SilentlyContinue
}

# One that runs is renamed into the hidden folder, where the next run removes it.
function Remove-Executable([string]$Place) {
  if (-not (Test-Path -LiteralPath $Place)) { return }
  try {
    Remove-Item -Force -LiteralPath $Place
  } catch {
    [IO.File]::Move($Place, (Join-Path $Run.State "running-$([Guid]::NewGuid().ToString('N'))"))
  }
}

function Remove-Leftovers {
  foreach ($left in @(Get-ChildItem -Force -LiteralPath $Run.State -Filter 'running-*')) { Remove-Quietly $left.FullName }
}
