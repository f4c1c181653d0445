; What a client leaves nothing behind by: its folder belongs to whoever holds the mark in it open, and a second process of this very file waits
; for the end of the first, however it comes, to take the folder away. A folder that both left (they were ended together, the power
; failed) goes when the client runs the next time.

!define MARK "sekisho.run"

Var Mark

; The folder $0, the mark last, so that what stays is found again.
Function RemoveFolder
  RMDir /r "$0\agent"
  RMDir /r "$0\settings"
  RMDir /r "$0\state"
  ${IfNot} ${FileExists} "$0\agent\*"
    RMDir /r "$0"
  ${EndIf}
FunctionEnd

Function RemoveOld
  FindFirst $2 $3 "$TEMP\ns*.tmp"
  ${While} $3 != ""
    ${If} ${FileExists} "$TEMP\$3\${MARK}"
      ClearErrors
      FileOpen $4 "$TEMP\$3\${MARK}" a
      ${IfNot} ${Errors}
        FileClose $4
        StrCpy $0 "$TEMP\$3"
        Call RemoveFolder
      ${EndIf}
    ${EndIf}
    FindNext $2 $3
  ${EndWhile}
  FindClose $2
FunctionEnd

; In NSIS's own folder, which nobody else enters and which it takes away itself when all goes well.
Function ClaimFolder
  InitPluginsDir
  FileOpen $Mark "$PLUGINSDIR\${MARK}" w
  Call RemoveOld
  System::Call 'kernel32::GetCurrentProcessId() i .r0'
  ${GetFileName} $PLUGINSDIR $1
  Exec '"$EXEPATH" /NCRC /GUARD=$0 $1'
FunctionEnd

; As the second process: `/GUARD=PROCESS NAME`. Returns at once where this is the first.
Function GuardFolder
  ${GetParameters} $0
  StrCpy $1 $0 13
  ${If} $1 != "/NCRC /GUARD="
    Return
  ${EndIf}
  StrCpy $0 $0 "" 13
  StrCpy $2 0
  ${Do}
    StrCpy $3 $0 1 $2
    ${If} $3 == " "
    ${OrIf} $3 == ""
      ${Break}
    ${EndIf}
    IntOp $2 $2 + 1
  ${Loop}
  StrCpy $4 $0 $2
  IntOp $2 $2 + 1
  StrCpy $0 $0 "" $2
  StrCpy $0 "$TEMP\$0"
  ; SYNCHRONIZE; one that is over already is none to wait for.
  System::Call 'kernel32::OpenProcess(i 0x100000, i 0, i r4) p .r5'
  ${If} $5 P<> 0
    System::Call 'kernel32::WaitForSingleObject(p r5, i -1)'
    System::Call 'kernel32::CloseHandle(p r5)'
  ${EndIf}
  ; Windows takes its time to let go of a program that was ended.
  ${For} $2 1 60
    Call RemoveFolder
    ${IfNot} ${FileExists} "$0\*"
      ${Break}
    ${EndIf}
    Sleep 250
  ${Next}
  Quit
FunctionEnd
