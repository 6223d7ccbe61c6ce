export const runbookName = 'start-stop-machines';

/** The runbook that the exported schedules call. Ids are one text: a job's parameters are texts. */
export const runbookText = `param(
  [Parameter(Mandatory)] [ValidateSet('start', 'stop')] [string] $Action,
  [Parameter(Mandatory)] [string] $ResourceIds
)
$ErrorActionPreference = 'Stop'
Connect-AzAccount -Identity | Out-Null
$failed = 0
foreach ($id in $ResourceIds -split ',') {
  $subscription = ($id -split '/')[2]
  try {
    if ((Get-AzContext).Subscription.Id -ne $subscription) { Set-AzContext -Subscription $subscription | Out-Null }
    if ($Action -eq 'start') { Start-AzVM -Id $id -NoWait | Out-Null }
    else { Stop-AzVM -Id $id -Force -NoWait | Out-Null }
    Write-Output "$Action $id"
  } catch {
    $failed += 1
    Write-Warning "$Action $id failed: $_"
  }
}
if ($failed -gt 0) { throw "$failed machines failed" }
`;
