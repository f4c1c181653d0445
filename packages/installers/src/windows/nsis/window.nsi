; Starts the client window without a console behind it (N26): what shortcuts lead to; with `tray` the icon in the notification area (N12).
; With the rights of whoever opens it; ends at once.

Target ${TARGET}
Unicode true
Name "Sekisho"
OutFile "${OUT_FILE}"
Icon "${NSIS_FILES}/sekisho.ico"
RequestExecutionLevel user
ManifestSupportedOS all
SilentInstall silent

VIProductVersion "${FILE_VERSION}"
VIAddVersionKey /LANG=0 ProductName "Sekisho client"
VIAddVersionKey /LANG=0 FileDescription "Sekisho client window"
VIAddVersionKey /LANG=0 FileVersion "${VERSION}"
VIAddVersionKey /LANG=0 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=0 LegalCopyright "Apache-2.0"

!include LogicLib.nsh
!include FileFunc.nsh

Section
  ${GetParameters} $0
  ${If} $0 != "tray"
    StrCpy $0 "window"
  ${EndIf}
  StrCpy $4 '"$EXEDIR\node.exe" --disable-warning=ExperimentalWarning "$EXEDIR\launch.cjs" $0'
  System::Alloc 104
  Pop $0
  !if ${NSIS_PTR_SIZE} > 4
    System::Call '*$0(i 104)'
  !else
    System::Call '*$0(i 68)'
  !endif
  System::Alloc 24
  Pop $1
  System::Call 'kernel32::CreateProcessW(p 0, w r4, p 0, p 0, i 0, i 0x08000000, p 0, w "$EXEDIR", p r0, p r1) i .r2'
  ${If} $2 = 0
    SetErrorLevel 2
    Quit
  ${EndIf}
  ; Whoever has just been clicked at may come to the front, and hands that on: ASFW_ANY.
  System::Call 'user32::AllowSetForegroundWindow(i -1)'
SectionEnd
