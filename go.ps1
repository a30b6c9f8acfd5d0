# The twin of ./go for Windows. Untested: nobody has run it there yet; please report what you find.
# ./go.ps1 bellwether …, test, check, bench; any other line runs in the environment as it stands.
$ErrorActionPreference = 'Stop'
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
if ($args.Count -eq 0) { Write-Error 'usage: ./go.ps1 bellwether … | test | check | bench | any command of the environment'; exit 2 }

function Find-Python {
    foreach ($candidate in @($env:BELLWETHER_PYTHON, 'py', 'python3', 'python')) {
        if (-not $candidate) { continue }
        try {
            & $candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>$null
            if ($LASTEXITCODE -eq 0) { return (& $candidate -c 'import sys; print(sys.executable)') }
        } catch { }
    }
    Write-Error 'Bellwether needs Python 3.11 or newer. Install it, or set BELLWETHER_PYTHON to its path.'
    exit 1
}

function Find-Uv($python) {
    $found = Get-Command uv -ErrorAction SilentlyContinue
    if ($found) { return $found.Source }
    $uv = Join-Path $here '.tools\Scripts\uv.exe'
    if (-not (Test-Path $uv)) {
        Write-Host 'Fetching uv (once) …'
        & $python -m venv (Join-Path $here '.tools')
        & (Join-Path $here '.tools\Scripts\python.exe') -m pip install --quiet --disable-pip-version-check uv
    }
    return $uv
}

$venv = Join-Path $here '.venv'
$bin = Join-Path $venv 'Scripts'
$dev = Join-Path $venv 'installed-requirements-dev.lock'
$lock = if ($args[0] -eq 'bellwether' -and -not (Test-Path $dev)) { 'requirements.lock' } else { 'requirements-dev.lock' }
$stampFile = Join-Path $venv "installed-$lock"
$stamp = (Get-FileHash (Join-Path $here $lock)).Hash + (Get-FileHash (Join-Path $here 'pyproject.toml')).Hash
if (-not (Test-Path $stampFile) -or (Get-Content $stampFile) -ne $stamp) {
    $python = Find-Python
    $uv = Find-Uv $python
    Write-Host "Making the environment from $lock (once) …"
    if (-not (Test-Path (Join-Path $bin 'python.exe'))) { & $uv venv --quiet --python $python $venv }
    $env:VIRTUAL_ENV = $venv
    & $uv pip sync --quiet --require-hashes --compile-bytecode (Join-Path $here $lock)
    & $uv pip install --quiet --no-deps -e $here
    Get-ChildItem $venv -Filter 'installed-*' | Remove-Item
    Set-Content $stampFile $stamp
}

$env:PATH = "$bin;$env:PATH"
$rest = @($args | Select-Object -Skip 1)
switch ($args[0]) {
    'test' { Set-Location $here; & python -m tests.run @rest }
    'check' {
        Set-Location $here
        foreach ($step in @('ruff check .', 'ruff format --check .', 'mypy', 'lint-imports', 'deptry src')) {
            $words = $step.Split(' ')
            & $words[0] @($words | Select-Object -Skip 1)
            if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
        }
    }
    'bench' { Set-Location $here; & python -m benchmarks @rest }
    default { & $args[0] @rest }
}
exit $LASTEXITCODE
