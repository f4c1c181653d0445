; What installer, uninstaller and the client that does not stay share: the log, how they end, and how they begin.

; As Windows numbers them; those of the agent stand in its guide.
!define ERROR_FAILED 2
!define ERROR_PASSWORD_WRONG 5
!define ERROR_PASSWORD_NEEDED 6
!define ERROR_LOCKED 7
!define ERROR_UNKNOWN_OPTION 87
!define ERROR_NEEDS_ADMINISTRATOR 740
!define ERROR_WINDOWS_TOO_OLD 1150
!define ERROR_NOT_INSTALLED 1605
!define ERROR_ALREADY_RUNNING 1618
!define ERROR_NO_ARCHITECTURE 1633
!define ERROR_RESTART_NEEDED 3010

; Labels that x64.nsh makes and does not need.
!pragma warning disable 6012
!include LogicLib.nsh
!include x64.nsh
!include WinVer.nsh
!include FileFunc.nsh
!include MUI2.nsh
!include "${NSIS_FILES}/options.nsh"

Var Log
Var Command
Var Result
Var WantedLanguage

; UTF-16, so that it holds every path.
!macro Say text
  Push "${text}"
  Call WriteLog
!macroend
!define Say "!insertmacro Say"

Function WriteLog
  Exch $0
  Push $1
  Push $2
  Push $3
  Push $4
  Push $5
  Push $6
  Push $7
  Push $8
  ${GetTime} "" "LS" $2 $3 $4 $5 $6 $7 $8
  ClearErrors
  FileOpen $1 $Log a
  ${IfNot} ${Errors}
    FileSeek $1 0 END $5
    ${If} $5 == 0
      FileWriteUTF16LE /BOM $1 ""
    ${EndIf}
    ${GetTime} "" "L" $2 $3 $4 $5 $6 $7 $8
    FileWriteUTF16LE $1 "$4-$3-$2 $6:$7:$8 ${PROGRAM}: $0$\r$\n"
    FileClose $1
  ${EndIf}
  Pop $8
  Pop $7
  Pop $6
  Pop $5
  Pop $4
  Pop $3
  Pop $2
  Pop $1
  Pop $0
FunctionEnd

; Says it in the log and, where somebody looks, in a box; ends with this code.
!macro EndWith code text
  ${Say} "${text}"
  IfSilent +2
  MessageBox MB_OK|MB_ICONSTOP "${text}"
  SetErrorLevel ${code}
  Quit
!macroend
!define EndWith "!insertmacro EndWith"

; Options, log, language (the option's, else $WantedLanguage, else the system's); once at the start.
Function Begin
  ${GetParameters} $Line
  Call ReadOptions
  StrCpy $Log $OptionLog
  !ifdef LOG_NAME
    ${If} $Log == ""
      StrCpy $Log "$TEMP\${LOG_NAME}"
    ${EndIf}
  !endif
  ${If} $OptionLanguage != ""
    StrCpy $WantedLanguage $OptionLanguage
  ${EndIf}
  ${If} $WantedLanguage == "ja"
    StrCpy $LANGUAGE 1041
  ${ElseIf} $WantedLanguage == "en"
    StrCpy $LANGUAGE 1033
  ${EndIf}
  ${If} $OptionSilent == 1
    SetSilent silent
  ${EndIf}
  ${Say} "${VERSION} started"
  ${If} $OptionUnknown != ""
    ${EndWith} ${ERROR_UNKNOWN_OPTION} "$(OptionUnknown)"
  ${EndIf}
FunctionEnd
