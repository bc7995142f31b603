# A hidden folder beside the executables holds the receipt: what was put where, one thing a line. While something is
# done it also holds a lock, which ends with this process, and what is being made ready.
function Open-Lock {
  try {
    $null = New-Item -ItemType Directory -Force -Path $Run.State
    (Get-Item -Force -LiteralPath $Run.State).Attributes = 'Directory, Hidden'
  } catch {
    Fail 4 "Cannot write into `"$($Run.Folder)`": $($_.Exception.Message)" 'Choose another folder: -Dir DIR'
  }
  try {
    $Run.Lock = [IO.File]::Open((Join-Path $Run.State 'lock'), 'OpenOrCreate', 'ReadWrite', 'None')
  } catch {
    Fail 4 "Cannot change `"$($Run.Folder)`": another installation is under way there" 'Wait for it'
  }
}

function Close-Lock {
  if ($null -eq $Run.Lock) { return }
  if (Test-Path -LiteralPath (Join-Path $Run.Staging 'ready')) { Undo-Commit }
  Clear-Staging
  $Run.Lock.Dispose()
  $Run.Lock = $null
  Remove-Quietly (Join-Path $Run.State 'lock')
  foreach ($empty in (Get-CompletionsFolder), $Run.State, $Run.Folder) {
    if ((Test-Path -LiteralPath $empty) -and @(Get-ChildItem -Force -LiteralPath $empty).Count -eq 0) { Remove-Quietly $empty }
  }
}

# An executable that still runs cannot be removed: what stays is removed by the next run.
function Remove-Quietly([string]$Path) {
  if (Test-Path -LiteralPath $Path) { Remove-Item -Recurse -Force -LiteralPath $Path -ErrorAction SilentlyContinue }
}

function Get-Recorded([string]$Kind, [string]$File) {
  if (-not (Test-Path -LiteralPath $File)) { return @() }
  return @([IO.File]::ReadAllLines($File) | Where-Object { $_.StartsWith("$Kind ") } | ForEach-Object { $_.Substring($Kind.Length + 1) })
}

# A run that was killed while it put things in place is completed, any other leaves nothing.
function Repair-State {
  if (Test-Path -LiteralPath (Join-Path $Run.Staging 'ready')) {
    Say 'Completing an installation that was interrupted'
    Complete-Commit
  }
  Clear-Staging
}

# An old executable may still run: it goes where the next run removes it.
function Clear-Staging {
  $old = Join-Path $Run.Staging 'old'
  if (Test-Path -LiteralPath $old) {
    foreach ($file in @(Get-ChildItem -Force -LiteralPath $old)) { Remove-Executable $file.FullName }
  }
  Remove-Quietly $Run.Staging
}

# The version that is there, 'other' where none can be told, or nothing.
function Get-Installed {
  $same = $true
  foreach ($executable in $Run.Facts.Executables) {
    $place = Join-Path $Run.Folder $executable.Name
    if (-not (Test-Path -LiteralPath $place)) {
      $same = $false
      continue
    }
    $item = Get-Item -Force -LiteralPath $place
    $ours = (Get-RecordedNames $Run.Receipt) -contains $executable.Name
    if ($item.PSIsContainer -or ($item.Attributes -band [IO.FileAttributes]::ReparsePoint)) { $ours = $false; $right = $false }
    else { $right = (Get-Sha256 $place) -eq $executable.Sha256 }
    if (-not $right) { $same = $false }
    if (-not $right -and -not $ours) {
      Fail 1 "Cannot install `"$place`": it is there already, and not by this installer" 'Move it away, or choose another folder: -Dir DIR'
    }
  }
  if ($same) { return $ReleaseVersion }
  $recorded = @(Get-Recorded 'version' $Run.Receipt)
  if ($recorded.Count -eq 0) { return '' }
  $first = Join-Path $Run.Folder $Run.Facts.Executables[0].Name
  if ($ReleaseSelfCheck -eq '--version' -and (Test-Path -LiteralPath $first)) {
    # The executable knows better than the receipt: it may have updated itself.
    try {
      $said = (Invoke-Program $first '--version').Output
      if ($said -match '(?:^|[\s(,])v?([0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?)(?=$|[\s),])') { return $Matches[1] }
    } catch { return 'other' }
  }
  return $recorded[0]
}

function Get-RecordedNames([string]$File) {
  return @(Get-Recorded 'executable' $File | ForEach-Object { $_.Split(' ')[0] })
}

# Whether version A comes before version B (SemVer 2.0.0, clause 11).
function Test-Older([string]$A, [string]$B) {
  $left, $leftPre = $A.Split([char[]]'-', 2)
  $right, $rightPre = $B.Split([char[]]'-', 2)
  $order = Compare-Parts $left $right
  if ($order -ne 0) { return $order -lt 0 }
  if (-not $leftPre) { return $false }
  if (-not $rightPre) { return $true }
  return (Compare-Parts $leftPre $rightPre) -lt 0
}

function Compare-Parts([string]$A, [string]$B) {
  $left = $A.Split('.')
  $right = $B.Split('.')
  for ($index = 0; $index -lt [Math]::Max($left.Count, $right.Count); $index++) {
    if ($index -ge $left.Count) { return -1 }
    if ($index -ge $right.Count) { return 1 }
    $numbers = @($left[$index], $right[$index] | Where-Object { $_ -match '^[0-9]+$' }).Count
    if ($numbers -eq 2) { $order = ([decimal]$left[$index]).CompareTo([decimal]$right[$index]) }
    elseif ($numbers -eq 1) { $order = $(if ($left[$index] -match '^[0-9]+$') { -1 } else { 1 }) }
    else { $order = [string]::CompareOrdinal($left[$index], $right[$index]) }
    if ($order -ne 0) { return $order }
  }
  return 0
}
