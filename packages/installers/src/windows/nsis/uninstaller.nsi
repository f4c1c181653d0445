; The uninstaller: asks for the organization's password where the agent wants it (N20), and ends only when it is complete. A program of
; its own and not NSIS's: it can be signed, and whoever started it gets its exit code.

Target ${TARGET}
Unicode true
!define PROGRAM "uninstaller"
!define LOG_NAME "SekishoClientUninstall.log"
!include "${NSIS_FILES}/common.nsh"
!include "${NSIS_FILES}/installation.nsh"
!include nsDialogs.nsh

Name "$(ProductName)"
Caption "$(UninstallTitle)"
OutFile "${OUT_FILE}"
RequestExecutionLevel admin
ManifestSupportedOS all
ManifestDPIAware true
BrandingText "Sekisho ${VERSION}"
ShowInstDetails nevershow
AutoCloseWindow true

VIProductVersion "${FILE_VERSION}"
VIAddVersionKey /LANG=0 ProductName "Sekisho client"
VIAddVersionKey /LANG=0 FileDescription "Sekisho client uninstaller"
VIAddVersionKey /LANG=0 FileVersion "${VERSION}"
VIAddVersionKey /LANG=0 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=0 LegalCopyright "Apache-2.0"

Var PasswordFile
Var PasswordField
Var IsDone

!define MUI_ICON "${NSIS_FILES}/sekisho.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${NSIS_FILES}/side.bmp"
!define MUI_WELCOMEPAGE_TITLE "$(UninstallTitle)"
!define MUI_WELCOMEPAGE_TEXT "$(UninstallText)"
!insertmacro MUI_PAGE_WELCOME
Page custom AskPassword CheckPassword
; To NSIS this is an installer, and says so if left alone.
!define MUI_PAGE_HEADER_TEXT "$(UninstallingTitle)"
!define MUI_PAGE_HEADER_SUBTEXT "$(PleaseWait)"
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "$(UninstalledTitle)"
!define MUI_FINISHPAGE_TEXT "$(UninstalledText)"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_LANGUAGE "Japanese"
!insertmacro MUI_LANGUAGE "English"
!include "${TEXTS}"
; That of Windows 10 and later, in place of one of the nineties.
SetFont /LANG=1041 "Yu Gothic UI" 9

; Whether it may be: the code goes to $Result.
!macro AskAgent what
  ${RunHidden} '"$INSTDIR\node.exe" "$INSTDIR\setup.cjs" ${what} --password "$PasswordFile" --log "$Log"'
!macroend

; In a folder that only administrators enter, and gone with it.
Function KeepPassword
  StrCpy $PasswordFile "$PLUGINSDIR\password.txt"
  FileOpen $0 $PasswordFile w
  FileWriteUTF16LE /BOM $0 $OptionPassword
  FileClose $0
  StrCpy $OptionPassword ""
FunctionEnd

Function .onInit
  InitPluginsDir
  ${If} ${RunningX64}
    SetRegView 64
  ${EndIf}
  ReadRegStr $WantedLanguage HKLM "${UNINSTALL_KEY}" "SekishoLanguage"
  Call Begin
  Call BeginInstallation
  ${IfNot} ${FileExists} "$INSTDIR\setup.cjs"
    ${EndWith} ${ERROR_NOT_INSTALLED} "$(NotInstalled)"
  ${EndIf}
  ${If} $OptionPasswordFile != ""
    StrCpy $PasswordFile $OptionPasswordFile
  ${ElseIf} $OptionPassword != ""
    Call KeepPassword
  ${EndIf}
FunctionEnd

Function AskPassword
  !insertmacro AskAgent may-uninstall
  ${If} $Result = 0
    Abort
  ${ElseIf} $Result = ${ERROR_LOCKED}
    ${EndWith} ${ERROR_LOCKED} "$(Locked)"
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "$(PasswordTitle)" "$(PasswordSubtitle)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 24u "$(PasswordLabel)"
  Pop $0
  ${NSD_CreatePassword} 0 30u 60% 13u ""
  Pop $PasswordField
  ${NSD_SetFocus} $PasswordField
  GetDlgItem $0 $HWNDPARENT 1
  SendMessage $0 ${WM_SETTEXT} 0 "STR:$(UninstallButton)"
  nsDialogs::Show
FunctionEnd

Function CheckPassword
  ${NSD_GetText} $PasswordField $OptionPassword
  Call KeepPassword
  !insertmacro AskAgent may-uninstall
  ${If} $Result = 0
    Return
  ${ElseIf} $Result = ${ERROR_LOCKED}
    MessageBox MB_OK|MB_ICONSTOP "$(Locked)"
  ${ElseIf} $Result = ${ERROR_PASSWORD_NEEDED}
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(PasswordNeeded)"
  ${ElseIf} $Result = ${ERROR_PASSWORD_WRONG}
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(PasswordWrong)"
  ${Else}
    MessageBox MB_OK|MB_ICONSTOP "$(UninstallFailed)"
  ${EndIf}
  Abort
FunctionEnd

Function RemoveProgram
  SetOutPath "$TEMP"
  ${MoveAside} "$INSTDIR\node.exe"
  ${MoveAside} "$INSTDIR\koffi.node"
  RMDir /r "$INSTDIR"
  RMDir /r "$SMPROGRAMS\Sekisho"
  Delete "$DESKTOP\Sekisho.lnk"
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
FunctionEnd

; Nobody can move or delete this file while it runs, and somebody may look at its last page for long: a second after the end, unless the
; client is there again by then.
Function RemoveMyself
  StrCpy $0 'reg.exe query "HKLM\${UNINSTALL_KEY}" /reg:64 || (del /f /q "$INSTDIR\uninstall.exe" & rmdir "$INSTDIR")'
  ExecShell "" "$SYSDIR\cmd.exe" '/d /c "ping.exe -n 2 127.0.0.1 & $0"' SW_HIDE
FunctionEnd

Function .onGUIEnd
  ${If} $IsDone = 1
    Call RemoveMyself
  ${EndIf}
FunctionEnd

Section
  DetailPrint "$(StepRemoving)"
  !insertmacro AskAgent uninstall
  ${If} $Result = ${ERROR_PASSWORD_WRONG}
    ${EndWith} ${ERROR_PASSWORD_WRONG} "$(PasswordWrong)"
  ${ElseIf} $Result = ${ERROR_PASSWORD_NEEDED}
    ${EndWith} ${ERROR_PASSWORD_NEEDED} "$(PasswordNeeded)"
  ${ElseIf} $Result = ${ERROR_LOCKED}
    ${EndWith} ${ERROR_LOCKED} "$(Locked)"
  ${ElseIf} $Result <> 0
    ${EndWith} ${ERROR_FAILED} "$(UninstallFailed)"
  ${EndIf}
  Call RemoveProgram
  StrCpy $IsDone 1
  ${Say} "uninstalled"
  ${If} ${Silent}
    Call RemoveMyself
  ${EndIf}
  ${If} $OptionReboot == "force"
    Reboot
  ${EndIf}
SectionEnd
