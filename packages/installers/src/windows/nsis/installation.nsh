; What installer and uninstaller share: one at a time and by an administrator, where the program is, a hidden program with its exit code.

!define PROGRAM_FOLDER "$PROGRAMFILES64\Sekisho"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Sekisho"

Var Mutex

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

; After `Begin`: the place, the rights, and nobody else at it.
Function BeginInstallation
  SetShellVarContext all
  ${If} ${RunningX64}
    SetRegView 64
  ${EndIf}
  StrCpy $INSTDIR "${PROGRAM_FOLDER}"
  ${IfNot} ${RunningX64}
    StrCpy $INSTDIR "$PROGRAMFILES\Sekisho"
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

; A program that runs can be moved, not deleted: out of the way with it, and gone at the next start at the latest. Beside its folder: it can be moved
; on its own drive alone, and temporary files may be on another.
!macro MoveAside file
  ${If} ${FileExists} "${file}"
    Delete "${file}"
    ${If} ${FileExists} "${file}"
      GetTempFileName $0 "$INSTDIR\.."
      Delete $0
      Rename "${file}" $0
      System::Call 'kernel32::MoveFileExW(w r0, p 0, i 4)'
    ${EndIf}
  ${EndIf}
!macroend
!define MoveAside "!insertmacro MoveAside"
