; What installer and uninstaller share: one program at a time, the log, a hidden program with its exit code.

!define PROGRAM_FOLDER "$PROGRAMFILES64\Sekisho"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sekisho"
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
Var Mutex
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

; Runs $Command without a window and waits; $Result is its exit code, or -1 where it cannot be started.
Function RunHidden
  Push $0
  Push $1
  Push $2
  Push $3
  Push $4
  StrCpy $Result -1
  StrCpy $4 $Command
  System::Alloc 104
  Pop $0
  !if ${NSIS_PTR_SIZE} > 4
    System::Call '*$0(i 104)'
  !else
    System::Call '*$0(i 68)'
  !endif
  System::Alloc 24
  Pop $1
  System::Call 'kernel32::CreateProcessW(p 0, w r4, p 0, p 0, i 0, i 0x08000000, p 0, p 0, p r0, p r1) i .r2'
  ${If} $2 <> 0
    System::Call '*$1(p .r2, p .r3)'
    System::Call 'kernel32::WaitForSingleObject(p r2, i -1)'
    System::Call 'kernel32::GetExitCodeProcess(p r2, *i .s)'
    Pop $Result
    System::Call 'kernel32::CloseHandle(p r2)'
    System::Call 'kernel32::CloseHandle(p r3)'
  ${EndIf}
  System::Free $0
  System::Free $1
  Pop $4
  Pop $3
  Pop $2
  Pop $1
  Pop $0
FunctionEnd

!macro RunHidden command
  StrCpy $Command '${command}'
  Call RunHidden
!macroend
!define RunHidden "!insertmacro RunHidden"

; Options, log, language (the option's, else $WantedLanguage, else the system's), rights; once at the start.
Function Begin
  ${GetParameters} $Line
  Call ReadOptions
  StrCpy $Log $OptionLog
  ${If} $Log == ""
    StrCpy $Log "$TEMP\${LOG_NAME}"
  ${EndIf}
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
  SetShellVarContext all
  ${If} ${RunningX64}
    SetRegView 64
  ${EndIf}
  StrCpy $INSTDIR "${PROGRAM_FOLDER}"
  ${IfNot} ${RunningX64}
    StrCpy $INSTDIR "$PROGRAMFILES\Sekisho"
  ${EndIf}
  ${Say} "${VERSION} started"
  ${If} $OptionUnknown != ""
    ${EndWith} ${ERROR_UNKNOWN_OPTION} "$(OptionUnknown)"
  ${EndIf}
  UserInfo::GetAccountType
  Pop $1
  ${If} $1 != "Admin"
    ${EndWith} ${ERROR_NEEDS_ADMINISTRATOR} "$(NeedsAdministrator)"
  ${EndIf}
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "Global\Sekisho installation") p .r1 ?e'
  StrCpy $Mutex $1
  Pop $1
  ${If} $1 = 183
    ${EndWith} ${ERROR_ALREADY_RUNNING} "$(AlreadyRunning)"
  ${EndIf}
FunctionEnd

; A program that runs can be moved, not deleted: out of the way with it, and gone at the next start at the latest.
!macro MoveAside file
  ${If} ${FileExists} "${file}"
    Delete "${file}"
    ${If} ${FileExists} "${file}"
      GetTempFileName $0 $TEMP
      Delete $0
      Rename "${file}" $0
      System::Call 'kernel32::MoveFileExW(w r0, p 0, i 4)'
    ${EndIf}
  ${EndIf}
!macroend
!define MoveAside "!insertmacro MoveAside"
