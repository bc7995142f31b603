# Removes what the receipt lists and nothing else; the receipt is the last to go, so that it can be done again.
function Uninstall-Product {
  if (-not (Test-Path -LiteralPath $Run.Receipt) -and -not (Test-Path -LiteralPath (Join-Path $Run.Staging 'ready'))) {
    Fail 1 "Cannot uninstall ${ReleaseProduct}: `"$($Run.Folder)`" has nothing of this installer" 'Name the folder: -Dir DIR'
  }
  Open-Lock
  Repair-State
  Remove-Leftovers
  Remove-UserPath
  foreach ($file in Get-OurTexts) { Remove-Quietly $file }
  foreach ($name in Get-RecordedNames $Run.Receipt) { Remove-Executable (Join-Path $Run.Folder $name) }
  Remove-Item -Force -LiteralPath $Run.Receipt
  Remove-Leftovers
  Say "Removed $ReleaseProduct from $($Run.Folder)"
}
