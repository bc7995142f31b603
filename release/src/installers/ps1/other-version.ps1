# Another version is installed by its own installer, which that version's checksums and signature vouch for.
function Install-OtherVersion {
  $other = $Run.Wanted
  if (-not $Run.Downloads.Contains('{version}')) {
    Fail 1 "Cannot install version `"$other`": only $ReleaseVersion is at $($Run.Downloads)" 'Leave -Version away'
  }
  $scratch = Join-Path ([IO.Path]::GetTempPath()) "$ReleaseProduct-install-$([Guid]::NewGuid().ToString('N'))"
  $null = New-Item -ItemType Directory -Path $scratch
  try {
    $sums = Join-Path $scratch 'checksums'
    Receive-File $other $ReleaseChecksums $sums 1048576
    if (Test-CanVerify) {
      Receive-File $other $ReleaseChecksumsSignature "$sums.signature" 65536
      Assert-Signature $sums "$sums.signature" $ReleaseChecksums $other
    }
    $line = @([IO.File]::ReadAllLines($sums) | Where-Object { $_ -match '^[0-9a-f]{64}  install\.ps1$' })
    if ($line.Count -ne 1) { Fail 1 "Cannot install version `"$other`": it has no installer" "Take its archive by hand: $(Get-Address $other $ReleaseChecksums)" }
    $installer = Join-Path $scratch 'install.ps1'
    Receive-File $other 'install.ps1' $installer 1048576
    Assert-Digest $installer $line[0].Substring(0, 64) 'install.ps1'
    if ([IO.File]::ReadAllLines($installer) -cnotcontains "`$ReleaseVersion = '$other'") {
      Fail 5 "Cannot trust the installer of `"$other`": it is that of another version" "Tell those who publish $ReleaseProduct"
    }
    $options = @('-NoProfile', '-ExecutionPolicy', 'Bypass', '-File', $installer, '-Version', $other, '-Dir', $Run.Folder)
    if ($Target) { $options += @('-Target', $Target) }
    if (-not $Run.ModifyPath) { $options += '-NoModifyPath' }
    if (-not $Run.Completions) { $options += '-NoCompletions' }
    if ($Run.Silent) { $options += '-Quiet' }
    & (Get-Process -Id $PID).Path @options
    return $LASTEXITCODE
  } finally {
    Remove-Quietly $scratch
  }
}
