; What was written behind the program's name: /S and its own, and as other installers are told (I10): /s, /v"/qn REBOOT=... REMOVE=ALL".
; In upper or lower case. A switch that is not known is named in $OptionUnknown and nothing is done; NAME=VALUE of others is let pass.

Var OptionSilent      ; 1: asks and shows nothing
Var OptionRemove      ; 1: uninstalls
Var OptionReboot      ; force, suppress or nothing
Var OptionPassword
Var OptionPasswordFile
Var OptionLog
Var OptionLanguage    ; ja, en or nothing
Var OptionUnknown
!ifdef RUN_ONCE
  Var OptionProxy     ; another way to the server than that of the setting
  Var OptionBypass
!endif

Var Line
Var Word
Var Letter
Var Quoted
Var Slashes

; Moves the first word of $Line to $Word, without its quotes; \" is a quote that stays, as Windows itself reads it.
Function NextWord
  StrCpy $Word ""
  StrCpy $Quoted 0
  blanks:
    StrCpy $Letter $Line 1
    StrCmp $Letter " " skip
    StrCmp $Letter "$\t" skip letters
  skip:
    StrCpy $Line $Line "" 1
    Goto blanks
  letters:
    StrCpy $Letter $Line 1
    StrCmp $Letter "\" 0 plain
    StrCpy $Slashes 0
  slashes:
    StrCpy $Letter $Line 1 $Slashes
    StrCmp $Letter "\" 0 counted
    IntOp $Slashes $Slashes + 1
    Goto slashes
  counted:
    StrCmp $Letter '"' quote
    StrCpy $Letter $Line $Slashes
    StrCpy $Line $Line "" $Slashes
    StrCpy $Word "$Word$Letter"
    Goto letters
  quote:
    ; Before a quote every second one counts, and an odd one makes it a letter.
    StrCpy $Line $Line "" $Slashes
    IntOp $Letter $Slashes / 2
    StrCpy $Letter "\\\\\\\\" $Letter
    StrCpy $Word "$Word$Letter"
    IntOp $Slashes $Slashes % 2
    StrCmp $Slashes 0 plain
    StrCpy $Line $Line "" 1
    StrCpy $Word '$Word"'
    Goto letters
  plain:
    StrCpy $Letter $Line 1
    StrCmp $Letter "" done
    StrCpy $Line $Line "" 1
    StrCmp $Letter '"' 0 ordinary
    IntOp $Quoted 1 - $Quoted
    Goto letters
  ordinary:
    StrCmp $Quoted 1 take
    StrCmp $Letter " " done
    StrCmp $Letter "$\t" done
  take:
    StrCpy $Word "$Word$Letter"
    Goto letters
  done:
FunctionEnd

; What /v holds is a line of its own. Programs that quote for us have wrapped it once more.
!macro ReadLineOf text
  Push $Line
  StrCpy $Line ${text}
  StrCpy $Letter $Line 1
  ${If} $Letter == '"'
    Call NextWord
    StrCpy $Line "$Word $Line"
  ${EndIf}
  Call ReadWords
  Pop $Line
!macroend

!macro ReadChoice name option choice value
  ${If} $Word == "${name}=${choice}"
    StrCpy $Option${option} ${value}
    Return
  ${EndIf}
!macroend

!macro ReadSwitch word option value
  ${If} $Word == "/${word}"
  ${OrIf} $Word == "-${word}"
    StrCpy $Option${option} ${value}
    Return
  ${EndIf}
!macroend

!macro ReadValue name option
  StrLen $0 "${name}="
  StrCpy $1 $Word $0
  ${If} $1 == "${name}="
    StrCpy $Option${option} $Word "" $0
    Return
  ${EndIf}
!macroend

!macro RefuseOther name
  StrLen $0 "${name}="
  StrCpy $1 $Word $0
  ${If} $1 == "${name}="
    StrCpy $OptionUnknown $Word
    Return
  ${EndIf}
!macroend

Function ReadWord
  !insertmacro ReadSwitch s Silent 1
  !insertmacro ReadSwitch q Silent 1
  !insertmacro ReadSwitch qn Silent 1
  !insertmacro ReadSwitch quiet Silent 1
  !insertmacro ReadSwitch x Remove 1
  !insertmacro ReadSwitch uninstall Remove 1
  !insertmacro ReadSwitch norestart Reboot suppress
  !insertmacro ReadSwitch forcerestart Reboot force
  StrCpy $1 $Word 2
  ${If} $1 == "/v"
  ${OrIf} $1 == "-v"
    StrCpy $1 $Word "" 2
    !insertmacro ReadLineOf $1
    Return
  ${EndIf}
  ${If} $Word == "/l"
  ${OrIf} $Word == "/l*"
  ${OrIf} $Word == "/l*v"
    Call NextWord
    StrCpy $OptionLog $Word
    Return
  ${EndIf}
  ; /NAME=VALUE is NAME=VALUE.
  StrCpy $2 $Word
  StrCpy $3 $Word 1
  ${If} $3 == "/"
    StrCpy $Word $Word "" 1
  ${EndIf}
  !insertmacro ReadChoice REBOOT Reboot Force force
  !insertmacro ReadChoice REBOOT Reboot ReallySuppress suppress
  !insertmacro RefuseOther REBOOT
  !insertmacro ReadChoice REMOVE Remove ALL 1
  !insertmacro RefuseOther REMOVE
  !insertmacro ReadChoice LANG Language ja ja
  !insertmacro ReadChoice LANG Language en en
  !insertmacro RefuseOther LANG
  !insertmacro ReadValue LOG Log
  !insertmacro ReadValue UNINSTALLPASSWORDFILE PasswordFile
  !insertmacro ReadValue UNINSTALLPASSWORD Password
  !ifdef RUN_ONCE
    !insertmacro ReadValue PROXY Proxy
    !insertmacro ReadValue BYPASS Bypass
  !endif
  ${If} $3 == "/"
  ${AndIf} $Word != "NCRC"
    StrCpy $OptionUnknown $2
  ${EndIf}
FunctionEnd

Function ReadWords
  words:
    Call NextWord
    ${If} $Word == ""
      StrCmp $Line "" 0 words
      Return
    ${EndIf}
    Call ReadWord
    Goto words
FunctionEnd

; Reads $Line.
Function ReadOptions
  StrCpy $OptionSilent ""
  StrCpy $OptionRemove ""
  StrCpy $OptionReboot ""
  StrCpy $OptionPassword ""
  StrCpy $OptionPasswordFile ""
  StrCpy $OptionLog ""
  StrCpy $OptionLanguage ""
  StrCpy $OptionUnknown ""
  !ifdef RUN_ONCE
    StrCpy $OptionProxy ""
    StrCpy $OptionBypass ""
  !endif
  Call ReadWords
FunctionEnd
