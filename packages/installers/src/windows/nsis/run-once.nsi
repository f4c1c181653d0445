; A client that does not stay (I03, I04), one file for every processor: unpacks into a folder of its own, runs the agent that is in it, shows what
; becomes of it, and leaves nothing behind. Made as installer.nsi is. It needs no administrator: everybody may read the firmware's
; numbers, by which the machine is known again.

Target ${TARGET}
Unicode true
!define PROGRAM "client"
!define RUN_ONCE
!define PBS_MARQUEE 8
!include "${NSIS_FILES}/common.nsh"
!include nsDialogs.nsh
!include "${NSIS_FILES}/stamp.nsh"
!include "${NSIS_FILES}/payload.nsh"
!include "${NSIS_FILES}/leave-nothing.nsh"
!include "${NSIS_FILES}/child.nsh"

Name "$(ClientName)"
Caption "$(ClientName)"
OutFile "${OUT_FILE}"
RequestExecutionLevel user
ManifestSupportedOS all
ManifestDPIAware true
BrandingText "Sekisho ${VERSION}"
; What is stamped into the file does not count.
CRCCheck on
ShowInstDetails nevershow
AutoCloseWindow true

VIProductVersion "${FILE_VERSION}"
VIAddVersionKey /LANG=0 ProductName "Sekisho client"
VIAddVersionKey /LANG=0 FileDescription "Sekisho inventory client"
VIAddVersionKey /LANG=0 FileVersion "${VERSION}"
VIAddVersionKey /LANG=0 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=0 LegalCopyright "Apache-2.0"

Var StepLabel
Var Bar

!define MUI_ICON "${NSIS_FILES}/sekisho.ico"
!define MUI_CUSTOMFUNCTION_ABORT Cancel
!define MUI_PAGE_HEADER_TEXT "$(ClientRunningTitle)"
!define MUI_PAGE_HEADER_SUBTEXT "$(ClientRunningText)"
!insertmacro MUI_PAGE_INSTFILES
Page custom ShowRun
!insertmacro MUI_LANGUAGE "Japanese"
!insertmacro MUI_LANGUAGE "English"
!include "${TEXTS}"
; That of Windows 10 and later, in place of one of the nineties.
SetFont /LANG=1041 "Yu Gothic UI" 9

Function .onInit
  Call GuardFolder
  Call ReadStamp
  ${If} $StampFormat == "silent"
    SetSilent silent
  ${EndIf}
  Call Begin
  ${IfNot} ${AtLeastWin10}
    ${EndWith} ${ERROR_WINDOWS_TOO_OLD} "$(WindowsTooOld)"
  ${EndIf}
  StrCpy $StampFlags $StampFlags "" 2
  ${If} $StampFlags == ""
  ${OrIf} $StampFlags == "-"
    ${EndWith} ${ERROR_FAILED} "$(ClientDamaged)"
  ${EndIf}
  Call ClaimFolder
FunctionEnd

; For the agent: filled up with blanks, which JSON does not mind. It takes the folder away as soon as it has read it.
Function WriteSettings
  CreateDirectory "$PLUGINSDIR\settings"
  FileOpen $1 $EXEPATH r
  IntOp $2 $StampAt + ${SLOT_HEADER_BYTES}
  FileSeek $1 $2 END
  FileOpen $2 "$PLUGINSDIR\settings\installer.json" w
  System::Alloc ${SLOT_BYTES}
  Pop $3
  IntOp $4 ${SLOT_BYTES} - ${SLOT_HEADER_BYTES}
  System::Call 'kernel32::ReadFile(p r1, p r3, i r4, *i .r5, p 0)'
  System::Call 'kernel32::WriteFile(p r2, p r3, i r5, *i .r5, p 0)'
  System::Free $3
  FileClose $2
  FileClose $1
FunctionEnd

!macro SetVariable name value
  System::Call 'kernel32::SetEnvironmentVariableW(w "${name}", ${value})'
!macroend

Function StartAgent
  !insertmacro SetVariable NODE_OPTIONS "p 0"
  !insertmacro SetVariable SEKISHO_AGENT_UNPACKED 'w "$PLUGINSDIR\settings"'
  !insertmacro SetVariable SEKISHO_AGENT_LANGUAGE 'w "$(LanguageTag)"'
  StrCpy $1 '--installer "$PLUGINSDIR\settings\installer.json" --state "$PLUGINSDIR\state"'
  ${If} $StampFlags == "S"
    ; A drive's own folder has no name but its letter.
    StrCpy $1 'standalone $1 --output "$EXEDIR\."'
  ${Else}
    StrCpy $1 'on-demand $1'
    ${If} $OptionProxy != ""
      StrCpy $1 '$1 --proxy "$OptionProxy"'
    ${EndIf}
    ${If} $OptionBypass != ""
      StrCpy $1 '$1 --bypass "$OptionBypass"'
    ${EndIf}
  ${EndIf}
  StrCpy $Command '"$PLUGINSDIR\agent\node.exe" --disable-warning=ExperimentalWarning "$PLUGINSDIR\agent\agent.cjs" $1'
  Call StartChild
  ${If} $Child P= 0
    ${EndWith} ${ERROR_FAILED} "$(ClientFailed)"
  ${EndIf}
FunctionEnd

; Its code is ours, but that 1 is the one of whoever cancels here.
Function SetCode
  ${If} $Result = 0
    SetErrorLevel 0
  ${Else}
    SetErrorLevel ${ERROR_FAILED}
  ${EndIf}
FunctionEnd

Function Finish
  Call ReadSaid
  Call TakeChild
  RMDir /r "$PLUGINSDIR\agent"
  ${Say} "$Said"
  Call SetCode
FunctionEnd

Section
  DetailPrint "$(ClientUnpacking)"
  SetDetailsPrint none
  SetOutPath "$PLUGINSDIR\agent"
  ${WritePayload} "$(ClientFailed)"
  ; Nobody can remove the folder one is in.
  SetOutPath "$TEMP"
  Call WriteSettings
  ${If} ${Silent}
    Call StartAgent
    System::Call 'kernel32::WaitForSingleObject(p $Child, i -1)'
    Call Finish
    FileClose $Mark
  ${EndIf}
SectionEnd

Function .onGUIEnd
  FileClose $Mark
FunctionEnd

Function ShowRun
  !insertmacro MUI_HEADER_TEXT "$(ClientRunningTitle)" "$(ClientRunningText)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 96u ""
  Pop $StepLabel
  ${NSD_CreateProgressBar} 0 100u 100% 12u ""
  Pop $Bar
  ${NSD_AddStyle} $Bar ${PBS_MARQUEE}
  SendMessage $Bar ${PBM_SETMARQUEE} 1 30
  ; One button: it cancels, and closes in the end.
  ShowWindow $mui.Button.Back ${SW_HIDE}
  ShowWindow $mui.Button.Next ${SW_HIDE}
  EnableWindow $mui.Button.Cancel 1
  Call StartAgent
  ${NSD_CreateTimer} Look 200
  nsDialogs::Show
FunctionEnd

Function Look
  System::Call 'kernel32::WaitForSingleObject(p $Child, i 0) i .r0'
  ${If} $0 = 0
    ${NSD_KillTimer} Look
    Call Finish
    Call ShowResult
  ${Else}
    Call ReadSaid
  ${EndIf}
  ${NSD_SetText} $StepLabel "$Said"
FunctionEnd

Function ShowResult
  ${If} $Result = 0
    !insertmacro MUI_HEADER_TEXT "$(ClientDoneTitle)" "$(ClientDoneText)"
  ${Else}
    !insertmacro MUI_HEADER_TEXT "$(ClientFailedTitle)" "$(ClientDoneText)"
  ${EndIf}
  ShowWindow $Bar ${SW_HIDE}
  SendMessage $mui.Button.Cancel ${WM_SETTEXT} 0 "STR:$(^CloseBtn)"
  ${NSD_SetFocus} $mui.Button.Cancel
FunctionEnd

; Leaving the window, which NSIS takes for cancelling in any case.
Function Cancel
  ${If} $Child P= 0
    Call SetCode
  ${Else}
    ${NSD_KillTimer} Look
    Call EndChild
    ${Say} "cancelled"
  ${EndIf}
FunctionEnd
