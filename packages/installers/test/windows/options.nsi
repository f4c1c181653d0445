; Reads command lines from a file, one a line, and writes what the installers understand of each.
Target amd64-unicode
Unicode true
Name "Options"
OutFile "${OUT_FILE}"
SilentInstall silent
RequestExecutionLevel user
!define RUN_ONCE
!include LogicLib.nsh
!include "${OPTIONS}"
Var In
Var Out
Section
  FileOpen $In "$EXEDIR\lines.txt" r
  FileOpen $Out "$EXEDIR\read.txt" w
  next:
    ClearErrors
    FileReadUTF16LE $In $Line
    IfErrors done
    StrCpy $Line $Line -1
    Call ReadOptions
    FileWriteUTF16LE $Out "$OptionSilent|$OptionRemove|$OptionReboot|$OptionPassword|$OptionPasswordFile|$OptionLog|$OptionLanguage|$OptionUnknown|$OptionProxy|$OptionBypass$\n"
    Goto next
  done:
  FileClose $Out
SectionEnd
