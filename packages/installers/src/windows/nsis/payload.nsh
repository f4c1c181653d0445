; Writes the program for the processor of this machine into $OUTDIR: what is the same for all of them, and what is of one alone.

!macro PayloadOf architecture
  ${Say} "files for ${architecture}"
  File "${STAGE}/${architecture}/*"
  StrCpy $R0 1
!macroend

; Ends with a sentence where that fails, or where nothing for this processor is inside.
!macro WritePayload failed
  ClearErrors
  File /r "${STAGE}/common/*"
  StrCpy $R0 0
  ${If} ${IsNativeARM64}
    !ifdef HAS_ARM64
      !insertmacro PayloadOf arm64
    !endif
  ${ElseIf} ${RunningX64}
    !ifdef HAS_X64
      !insertmacro PayloadOf x64
    !endif
  ${Else}
    !ifdef HAS_X86
      !insertmacro PayloadOf x86
    !endif
  ${EndIf}
  ${If} ${Errors}
    ${EndWith} ${ERROR_FAILED} "${failed}"
  ${EndIf}
  ${If} $R0 = 0
    ${EndWith} ${ERROR_NO_ARCHITECTURE} "$(NoArchitecture)"
  ${EndIf}
!macroend
!define WritePayload "!insertmacro WritePayload"
