# Completion of steerlens for PowerShell. Load it from your $PROFILE:
#   steerlens completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName steerlens, steerlens.exe -ScriptBlock {
    param($word, $tree, $position)
    $program = $tree.CommandElements[0].Value
    $start = $tree.CommandElements[0].Extent.EndOffset
    $line = $tree.Extent.Text
    if ($line.Length -lt $position) { $line = $line.PadRight($position) }
    $line = $line.Substring($start, $position - $start)
    if ($line.StartsWith(' ')) { $line = $line.Substring(1) }
    & $program "[suggest:$($line.Length)]" $line 2>$null |
        Where-Object { $_.StartsWith($word) -and -not $_.StartsWith('/') -and (-not $_.StartsWith('-') -or $word.StartsWith('-')) } |
        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
