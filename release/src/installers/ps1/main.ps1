function Install-Product {
  if (-not $Run.Wanted -or $Run.Wanted -eq $ReleaseVersion) {
    Select-Target
    Open-Lock
    Repair-State
    Remove-Leftovers
    $installed = Get-Installed
    $done = "$ReleaseProduct $ReleaseVersion is in $($Run.Folder) already"
    if ($installed -ne $ReleaseVersion) {
      Assert-NoDowngrade $installed
      New-Stage
      $done = "Installed $ReleaseProduct $ReleaseVersion in $($Run.Folder)"
      if ($installed) { $done += " (was $installed)" }
    }
    Write-PlannedReceipt
    Invoke-Commit
    Write-Texts
    Add-UserPath
    Say $done
    return 0
  }
  return Install-OtherVersion
}

function Assert-NoDowngrade([string]$Installed) {
  if (-not $Installed -or $Installed -eq 'other' -or $Run.Wanted) { return }
  if (Test-Older $ReleaseVersion $Installed) {
    Fail 1 "Cannot install $ReleaseProduct ${ReleaseVersion}: `"$($Run.Folder)`" has $Installed, which is newer" "To go back to it: -Version $ReleaseVersion"
  }
}

$code = 0
try {
  if ($Help) { Show-Help }
  else {
    Read-Options
    if ($Run.Removing) { Uninstall-Product } else { $code = [int]@(Install-Product)[-1] }
  }
} catch {
  $code = 4
  if ($_.Exception.Data.Contains('ExitCode')) { $code = $_.Exception.Data['ExitCode'] }
  [Console]::Error.WriteLine("error: $($_.Exception.Message)")
} finally {
  Close-Lock
}
# As a file it ends with its code; in somebody's session it must not end that.
if ($PSCommandPath -and (Split-Path -Leaf $PSCommandPath) -eq 'install.ps1') { exit $code }
if ($code -ne 0) { throw "$ReleaseProduct was not installed (code $code)" }
}
