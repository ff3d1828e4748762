@echo off
rem Runs Steerlens from a clone: installs ffmpeg with winget where it is missing, builds once, and then starts at once.
rem What this script says goes to standard error; standard output belongs to the program.
rem   STEERLENS_NO_INSTALL=1   never install anything
rem   STEERLENS_FFMPEG=FOLDER  where ffmpeg and ffprobe are, so none is looked for here
setlocal EnableExtensions DisableDelayedExpansion
set "STEERLENS_ROOT=%~dp0"
set "STEERLENS_APP=%~dp0src\Pipeline\bin\Release\net10.0\steerlens.exe"
set "STEERLENS_MEMORY=%~dp0.build"

rem Only the commands that touch films or pictures need ffmpeg.
if defined STEERLENS_FFMPEG goto build
if /i "%~1"=="annotate" goto ffmpeg
if /i "%~1"=="bench" goto ffmpeg
if /i "%~1"=="compare" goto ffmpeg
if /i "%~1"=="evaluate" goto ffmpeg
if /i "%~1"=="explain" goto ffmpeg
if /i "%~1"=="live" goto ffmpeg
if /i "%~1"=="mask" goto ffmpeg
if /i "%~1"=="probe" goto ffmpeg
if /i "%~1"=="render" goto ffmpeg
if /i "%~1"=="study" goto ffmpeg
if /i "%~1"=="verify" goto ffmpeg
goto build

:ffmpeg
where ffmpeg >nul 2>nul && where ffprobe >nul 2>nul && goto build
rem winget puts links here; a console that was open before does not have the folder on its path yet.
if exist "%LOCALAPPDATA%\Microsoft\WinGet\Links\ffmpeg.exe" goto linked
if defined STEERLENS_NO_INSTALL goto noffmpeg
where winget >nul 2>nul || goto noffmpeg
>&2 echo steerlens: ffmpeg is missing: installing it with winget (Gyan.FFmpeg) ...
winget install --id Gyan.FFmpeg --exact --silent --accept-package-agreements --accept-source-agreements >&2
if exist "%LOCALAPPDATA%\Microsoft\WinGet\Links\ffmpeg.exe" goto linked
where ffmpeg >nul 2>nul && goto build
>&2 echo steerlens: ffmpeg was installed for new consoles only, or not at all: open a new console and start again
exit /b 6
:linked
set "PATH=%PATH%;%LOCALAPPDATA%\Microsoft\WinGet\Links"
goto build
:noffmpeg
>&2 echo steerlens: ffmpeg is not installed: install it (winget install Gyan.FFmpeg) and start again
exit /b 6

:build
if not exist "%STEERLENS_MEMORY%" mkdir "%STEERLENS_MEMORY%" 2>nul
2>nul (type nul >"%STEERLENS_MEMORY%\writable") || goto unwritable
rem The names, sizes and times of all sources; a build is fresh while they are those that it was made of.
call :list "%STEERLENS_MEMORY%\sources.now"
if not exist "%STEERLENS_APP%" goto compile
if not exist "%STEERLENS_MEMORY%\sources.built" goto compile
fc /b "%STEERLENS_MEMORY%\sources.now" "%STEERLENS_MEMORY%\sources.built" >nul 2>nul && goto start

:compile
where dotnet >nul 2>nul || goto nosdk
dotnet --list-sdks | findstr /b /l /c:"10." >nul || goto nosdk
>&2 echo steerlens: building (once, and again when the sources change) ...
set "DOTNET_NOLOGO=1"
set "DOTNET_CLI_TELEMETRY_OPTOUT=1"
dotnet build "%STEERLENS_ROOT%src\Pipeline" -c Release -v quiet --nologo --disable-build-servers >"%STEERLENS_MEMORY%\build.log" 2>&1 <nul
if errorlevel 1 goto failed
copy /y "%STEERLENS_MEMORY%\sources.now" "%STEERLENS_MEMORY%\sources.built" >nul

:start
"%STEERLENS_APP%" %*
exit /b %ERRORLEVEL%

:nosdk
>&2 echo steerlens: the .NET 10 SDK is not installed: get it from https://dotnet.microsoft.com/download/dotnet/10.0 or run winget install Microsoft.DotNet.SDK.10
exit /b 6

:unwritable
rem What was built before can still be started.
if exist "%STEERLENS_APP%" goto start
>&2 echo steerlens: "%STEERLENS_ROOT%" can't be written, and the program is built there: copy the checkout to a folder of your own
exit /b 5

:failed
>&2 findstr "error" "%STEERLENS_MEMORY%\build.log"
>&2 echo steerlens: the build failed; the whole log is in %STEERLENS_MEMORY%\build.log
exit /b 1

:list
>"%~1" (for /f "delims=" %%F in ('dir /b /s /a-d "%STEERLENS_ROOT%src" ^| findstr /v /i /l /c:"\\bin\\" /c:"\\obj\\" /c:"\\__pycache__\\"') do @echo %%~tzF %%F)
exit /b 0
