; What was stamped into this very file: where its slot begins, and the words of its header that a script understands.

Var StampAt         ; offset from the end of the file
Var StampFormat     ; wizard or silent
Var StampFlags      ; D or -: an icon on the desktop; R or -: asks for a restart; O, S or -: on-demand, standalone, a client that stays

; The slot ends with the file, or up to seven bytes before: the table of signatures is filled up. Without one $WantedLanguage stays empty.
Function ReadStamp
  StrCpy $WantedLanguage ""
  StrCpy $StampFormat ""
  StrCpy $StampFlags ""
  FileOpen $1 $EXEPATH r
  ${For} $2 0 7
    IntOp $3 0 - ${SLOT_BYTES}
    IntOp $StampAt $3 - $2
    FileSeek $1 $StampAt END
    FileRead $1 $4 127
    StrLen $5 "${SLOT_MAGIC}"
    StrCpy $6 $4 $5
    ${If} $6 S== "${SLOT_MAGIC}"
      StrCpy $4 $4 "" $5
      StrCpy $WantedLanguage $4 2
      StrCpy $StampFormat $4 6 3
      StrCpy $StampFlags $4 3 10
      ${Break}
    ${EndIf}
  ${Next}
  FileClose $1
FunctionEnd
