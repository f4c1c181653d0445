; The installer for Windows: one file for every processor (N12), with a wizard or silently (I10). Made by exe-package.ts, which defines
; TARGET, VERSION, STAGE (files to install), NSIS_FILES, OUT_FILE, SLOT_BYTES, SLOT_MAGIC, TEXTS and HAS_X64, HAS_X86, HAS_ARM64.

Target ${TARGET}
Unicode true
!define PROGRAM "installer"
!define LOG_NAME "SekishoClientInstall.log"
!include "${NSIS_FILES}/common.nsh"
!include "${NSIS_FILES}/installation.nsh"
!include "${NSIS_FILES}/stamp.nsh"
!include "${NSIS_FILES}/payload.nsh"

Name "$(ProductName)"
Caption "$(WelcomeTitle)"
OutFile "${OUT_FILE}"
RequestExecutionLevel admin
ManifestSupportedOS all
ManifestDPIAware true
BrandingText "Sekisho ${VERSION}"
; What is stamped into the file does not count.
CRCCheck on
ShowInstDetails nevershow
AutoCloseWindow true
; NSIS's own fills its button to the edge in Japanese.
InstallButtonText "$(InstallButton)"

VIProductVersion "${FILE_VERSION}"
VIAddVersionKey /LANG=0 ProductName "Sekisho client"
VIAddVersionKey /LANG=0 FileDescription "Sekisho client installer"
VIAddVersionKey /LANG=0 FileVersion "${VERSION}"
VIAddVersionKey /LANG=0 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=0 LegalCopyright "Apache-2.0"

!define MUI_ICON "${NSIS_FILES}/sekisho.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${NSIS_FILES}/side.bmp"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "$(WelcomeTitle)"
!define MUI_WELCOMEPAGE_TEXT "$(WelcomeText)"
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_HEADER_TEXT "$(InstallingTitle)"
!define MUI_PAGE_HEADER_SUBTEXT "$(PleaseWait)"
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "$(FinishTitle)"
!define MUI_FINISHPAGE_TEXT "$(FinishText)"
!define MUI_FINISHPAGE_TEXT_REBOOT "$(RestartText)"
!define MUI_FINISHPAGE_TEXT_REBOOTNOW "$(RestartNow)"
!define MUI_FINISHPAGE_TEXT_REBOOTLATER "$(RestartLater)"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_LANGUAGE "Japanese"
!insertmacro MUI_LANGUAGE "English"
!include "${TEXTS}"
; That of Windows 10 and later, in place of one of the nineties.
SetFont /LANG=1041 "Yu Gothic UI" 9

; REMOVE=ALL: the uninstaller decides, and its code is ours.
Function HandOver
  ${IfNot} ${FileExists} "$INSTDIR\uninstall.exe"
    ${EndWith} ${ERROR_NOT_INSTALLED} "$(NotInstalled)"
  ${EndIf}
  ${GetParameters} $1
  ; It is the one at a time from now on.
  System::Call 'kernel32::CloseHandle(p $Mutex)'
  ${RunHidden} '"$INSTDIR\uninstall.exe" $1'
  SetErrorLevel $Result
  Quit
FunctionEnd

Function .onInit
  Call ReadStamp
  ${If} $StampFormat == "silent"
    SetSilent silent
  ${EndIf}
  Call Begin
  Call BeginInstallation
  ${If} $OptionRemove == 1
    Call HandOver
  ${EndIf}
  ${IfNot} ${AtLeastWin10}
    ${EndWith} ${ERROR_WINDOWS_TOO_OLD} "$(WindowsTooOld)"
  ${EndIf}
FunctionEnd

Function WriteProgram
  ${MoveAside} "$INSTDIR\node.exe"
  ${MoveAside} "$INSTDIR\koffi.node"
  SetOutPath "$INSTDIR"
  ${WritePayload} "$(Failed)"
FunctionEnd

Function WriteEntries
  ; Last: an uninstaller that has just ended still removes its own.
  SetOutPath "$INSTDIR"
  File "${STAGE}/uninstall.exe"
  File "${STAGE}/Sekisho.exe"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "$(ProductName)"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\sekisho.ico"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "Publisher" "Sekisho"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "EstimatedSize" $0
  WriteRegStr HKLM "${UNINSTALL_KEY}" "SekishoLanguage" "$(LanguageTag)"
  ; An earlier version may have had them in another language.
  RMDir /r "$SMPROGRAMS\Sekisho"
  CreateDirectory "$SMPROGRAMS\Sekisho"
  CreateShortCut "$SMPROGRAMS\Sekisho\$(MenuWindow).lnk" "$INSTDIR\Sekisho.exe"
  CreateShortCut "$SMPROGRAMS\Sekisho\$(MenuUninstall).lnk" "$INSTDIR\uninstall.exe" "" "$INSTDIR\sekisho.ico"
  StrCpy $0 $StampFlags 1
  ${If} $0 == "D"
    CreateShortCut "$DESKTOP\Sekisho.lnk" "$INSTDIR\Sekisho.exe"
  ${EndIf}
FunctionEnd

; Where the setting says so people are asked. Silently nobody is there to ask: the code says that it is needed, and only REBOOT=Force restarts.
Function Restart
  StrCpy $0 $StampFlags 1 1
  ${If} $OptionReboot == "force"
    ${Say} "restart: forced"
    IfSilent 0 +2
    Reboot
    SetRebootFlag true
  ${ElseIf} $0 == "R"
    ${Say} "restart: needed"
    ${If} ${Silent}
    ${OrIf} $OptionReboot == "suppress"
      SetErrorLevel ${ERROR_RESTART_NEEDED}
    ${Else}
      SetRebootFlag true
    ${EndIf}
  ${EndIf}
FunctionEnd

Section
  DetailPrint "$(StepStopping)"
  ${RunHidden} 'net.exe stop SekishoAgent /y'
  DetailPrint "$(StepFiles)"
  ; The names of files tell nobody anything.
  SetDetailsPrint none
  Call WriteProgram
  SetDetailsPrint both
  DetailPrint "$(StepService)"
  ${RunHidden} '"$INSTDIR\node.exe" "$INSTDIR\setup.cjs" install --package "$EXEPATH" --log "$Log"'
  ${If} $Result <> 0
    ${Say} "setup ended with $Result"
    ${EndWith} ${ERROR_FAILED} "$(Failed)"
  ${EndIf}
  Call WriteEntries
  ${Say} "installed"
  Call Restart
SectionEnd
