@echo off
"%~dp0node.exe" --disable-warning=ExperimentalWarning "%~dp0launch.cjs" %*
