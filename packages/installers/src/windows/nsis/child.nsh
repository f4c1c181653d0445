; The agent as a child: without a window of its own, what it says in a file, and ended with whoever started it, however that ends.

Var Child
Var Job
Var Said        ; the last line it said

!if ${NSIS_PTR_SIZE} > 4
  !define STARTUP_BYTES 104
  !define STARTUP_FLAGS 60
  !define STARTUP_INPUT 80
  !define LIMITS_BYTES 144
!else
  !define STARTUP_BYTES 68
  !define STARTUP_FLAGS 44
  !define STARTUP_INPUT 56
  !define LIMITS_BYTES 112
!endif
!define LIMITS_FLAGS 16
!define STARTF_USESTDHANDLES 0x100
!define CREATE_SUSPENDED_NO_WINDOW 0x08000004
!define JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE 0x2000
!define SAID_FILE "$PLUGINSDIR\said.txt"

!macro Poke type base offset value
  IntPtrOp $9 ${base} + ${offset}
  System::Call '*$9(${type} ${value})'
!macroend
!define Poke "!insertmacro Poke"

; Opens a file that the child inherits, and may write while we read.
!macro OpenShared file access disposition result
  System::Call 'kernel32::CreateFileW(w "${file}", i ${access}, i 3, p 0, i ${disposition}, i 0x80, p 0) p .${result}'
  System::Call 'kernel32::SetHandleInformation(p ${result}, i 1, i 1)'
!macroend

; Runs $Command; $Child stays 0 where it cannot be started.
Function StartChild
  StrCpy $Child 0
  !insertmacro OpenShared "${SAID_FILE}" 0x40000000 2 r1
  !insertmacro OpenShared "NUL" 0x80000000 3 r2
  System::Alloc ${STARTUP_BYTES}
  Pop $3
  ${Poke} i $3 0 ${STARTUP_BYTES}
  ${Poke} i $3 ${STARTUP_FLAGS} ${STARTF_USESTDHANDLES}
  ${Poke} p $3 ${STARTUP_INPUT} r2
  IntOp $4 ${STARTUP_INPUT} + ${NSIS_PTR_SIZE}
  ${Poke} p $3 $4 r1
  IntOp $4 $4 + ${NSIS_PTR_SIZE}
  ${Poke} p $3 $4 r1
  System::Alloc 24
  Pop $4
  StrCpy $5 $Command
  System::Call 'kernel32::CreateProcessW(p 0, w r5, p 0, p 0, i 1, i ${CREATE_SUSPENDED_NO_WINDOW}, p 0, w "$TEMP", p r3, p r4) i .r6'
  ${If} $6 <> 0
    System::Call '*$4(p .r7, p .r8)'
    StrCpy $Child $7
    Call BindChild
    System::Call 'kernel32::ResumeThread(p r8)'
    System::Call 'kernel32::CloseHandle(p r8)'
  ${EndIf}
  System::Free $3
  System::Free $4
  System::Call 'kernel32::CloseHandle(p r1)'
  System::Call 'kernel32::CloseHandle(p r2)'
FunctionEnd

; To a job that ends with the last handle to it, which is ours.
Function BindChild
  System::Call 'kernel32::CreateJobObjectW(p 0, p 0) p .s'
  Pop $Job
  System::Alloc ${LIMITS_BYTES}
  Pop $5
  ${Poke} i $5 ${LIMITS_FLAGS} ${JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE}
  System::Call 'kernel32::SetInformationJobObject(p $Job, i 9, p r5, i ${LIMITS_BYTES})'
  System::Call 'kernel32::AssignProcessToJobObject(p $Job, p $Child)'
  System::Free $5
FunctionEnd

; $Result: its exit code, once it is over.
Function TakeChild
  System::Call 'kernel32::GetExitCodeProcess(p $Child, *i .s)'
  Pop $Result
  System::Call 'kernel32::CloseHandle(p $Child)'
  System::Call 'kernel32::CloseHandle(p $Job)'
  StrCpy $Child 0
FunctionEnd

Function EndChild
  System::Call 'kernel32::TerminateJobObject(p $Job, i 1)'
  System::Call 'kernel32::WaitForSingleObject(p $Child, i 5000)'
  Call TakeChild
FunctionEnd

; What it said is UTF-8.
Function ReadSaid
  !insertmacro OpenShared "${SAID_FILE}" 0x80000000 3 r1
  System::Alloc 3001
  Pop $2
  System::Call 'kernel32::ReadFile(p r1, p r2, i 3000, *i .r3, p 0)'
  System::Call 'kernel32::CloseHandle(p r1)'
  System::Call 'kernel32::MultiByteToWideChar(i 65001, i 0, p r2, i -1, w .r3, i ${NSIS_MAX_STRLEN})'
  System::Free $2
  StrCpy $Said ""
  ${Do}
    StrCpy $4 $3 1 -1
    ${If} $4 == ""
      Return
    ${EndIf}
    ${If} $4 == "$\n"
    ${OrIf} $4 == "$\r"
      ${If} $Said != ""
        Return
      ${EndIf}
    ${Else}
      StrCpy $Said "$4$Said"
    ${EndIf}
    StrCpy $3 $3 -1
  ${Loop}
FunctionEnd
